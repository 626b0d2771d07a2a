@echo off
rem Starts Facet: finds a JDK 25, builds when target\ is missing, and passes all arguments on.
rem   facet            the window
rem   facet --help     all commands
rem FACET_OPTS holds further options of the JVM.
setlocal EnableExtensions EnableDelayedExpansion
set "HOME_DIR=%~dp0"
if "%HOME_DIR:~-1%"=="\" set "HOME_DIR=%HOME_DIR:~0,-1%"

set "JDK="
call :try "%JAVA_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do if not defined JDK for %%d in ("%%~dpj..") do call :try "%%~fd"
for %%r in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%USERPROFILE%\.jdks" "%USERPROFILE%\scoop\apps") do (
  if exist "%%~r" for /d %%d in ("%%~r\*25*") do if not defined JDK call :try "%%~fd"
)
if not defined JDK (
  echo facet: no JDK 25 or later was found in JAVA_HOME, on the PATH or in the usual folders. Install one, for example Temurin 25, or set JAVA_HOME to it. 1>&2
  exit /b 2
)
if "%~1"=="--jdk" (
  echo %JDK%
  exit /b 0
)

if not exist "%HOME_DIR%\pom.xml" goto run
set "STALE="
if not exist "%HOME_DIR%\target\facet.jar" set "STALE=1"
if not exist "%HOME_DIR%\target\lib" set "STALE=1"
if not defined STALE (
  powershell -NoProfile -Command "$built=(Get-Item '%HOME_DIR%\target\facet.jar').LastWriteTimeUtc; $new=Get-ChildItem -Recurse -File '%HOME_DIR%\src\main','%HOME_DIR%\pom.xml' | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1; if ($new) { exit 1 }"
  if errorlevel 1 set "STALE=1"
)
if not defined STALE goto run
where mvn >nul 2>nul
if errorlevel 1 (
  echo facet: Maven is needed to build Facet and is not on the PATH. Install it, any version from 3.8 on, and start again. 1>&2
  exit /b 2
)
echo facet: building. The first time Maven fetches some 400 MB of artifacts and takes a few minutes ... 1>&2
pushd "%HOME_DIR%"
set "SAVED_JAVA_HOME=%JAVA_HOME%"
set "JAVA_HOME=%JDK%"
call mvn -B -q -DskipTests -Dquick package 1>&2
set "BUILT=%errorlevel%"
set "JAVA_HOME=%SAVED_JAVA_HOME%"
popd
if not "%BUILT%"=="0" (
  echo facet: the build failed; the lines above say why. 1>&2
  exit /b 1
)
powershell -NoProfile -Command "(Get-Item '%HOME_DIR%\target\facet.jar').LastWriteTime=Get-Date"
del /q "%HOME_DIR%\target\facet.aot" 2>nul

:run
set "OMP_WAIT_POLICY=passive"
set FLAGS="@%HOME_DIR%\jvm.conf" "-Dfacet.home=%HOME_DIR%" -cp "%HOME_DIR%\target\facet.jar;%HOME_DIR%\target\lib\*"
set "CACHE=%HOME_DIR%\target\facet.aot"
set "OPTIONS="
set "WINDOW="
if "%~1"=="" set "WINDOW=1"
if "%~1"=="tour" set "WINDOW=1"
if not defined WINDOW goto start
set "OPTIONS=-Xmx400m -XX:CompileThresholdScaling=5"
if exist "%CACHE%" goto start
echo facet: rehearsing a start, so that later ones are fast: once, about 20 seconds ... 1>&2
"%JDK%\bin\java.exe" "-XX:AOTCacheOutput=%CACHE%" -XX:TieredStopAtLevel=3 -Xmx1g "-Dfacet.data=%HOME_DIR%\target\rehearsal" -Dfacet.demo.images=48 %FLAGS% dev.facet.cli.Facet rehearse >"%HOME_DIR%\target\rehearsal.log" 2>&1
if not exist "%CACHE%" (
  type nul >"%CACHE%"
  echo facet: that did not work, %HOME_DIR%\target\rehearsal.log says why. Facet starts all the same, only slower. 1>&2
)
rmdir /s /q "%HOME_DIR%\target\rehearsal" 2>nul

:start
if exist "%CACHE%" set OPTIONS=%OPTIONS% "-XX:AOTCache=%CACHE%" -Xlog:aot=off,cds=off "-Dfacet.start.cache=%CACHE%"
"%JDK%\bin\java.exe" %OPTIONS% %FACET_OPTS% %FLAGS% dev.facet.cli.Facet %*
exit /b %errorlevel%

:try
if "%~1"=="" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "delims=." %%m in (%%v) do if %%m GEQ 25 set "JDK=%~1"
)
exit /b 0
