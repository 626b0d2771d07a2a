package dev.facet.workspace;

import dev.facet.core.FeatureFacets;
import dev.facet.core.FeatureFacets.Figure;
import dev.facet.core.FeatureFacets.Range;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The WHERE clause of a search and its parameters, over {@code features f} with its {@code
 * annotations a}.
 */
final class FeatureCondition {

  /** A feature that a language model has explained; controls do not count. */
  private static final String EXPLAINED =
      "f.feature IN (SELECT x.feature FROM explanations x WHERE x.control = 'NONE')";

  private final StringBuilder sql = new StringBuilder(" WHERE true");
  private final List<Object> parameters = new ArrayList<>();
  private final String exactFirst;

  FeatureCondition(FeatureSearch search) {
    List<String> words =
        Arrays.stream(search.text().strip().toLowerCase(Locale.ROOT).split("\\s+"))
            .filter(w -> !w.isEmpty())
            .toList();
    boolean index = words.size() == 1 && words.getFirst().chars().allMatch(Character::isDigit);
    exactFirst = index ? "(f.feature::VARCHAR = '" + words.getFirst() + "') DESC, " : "";
    if (search.aliveOnly()) {
      sql.append(" AND f.frequency > 0");
    }
    if (search.starredOnly()) {
      sql.append(" AND coalesce(a.starred, false)");
    }
    words.forEach(word -> word(word, index));
    facets(search.facets());
  }

  private void word(String word, boolean index) {
    and("(contains(lower(concat_ws(' ', f.label, a.label, a.note, a.tags)), ?)", word);
    sql.append(
        " OR f.feature IN (SELECT x.feature FROM explanations x"
            + " WHERE x.control = 'NONE' AND contains(lower(x.text), ?))");
    parameters.add(word);
    if (index) {
      sql.append(" OR starts_with(f.feature::VARCHAR, ?)");
      parameters.add(word);
    }
    sql.append(')');
  }

  private void facets(FeatureFacets facets) {
    for (Range range : facets.ranges()) {
      String column = column(range.figure());
      sql.append(" AND ").append(column).append(" IS NOT NULL");
      if (range.from() != null) {
        and(column + " >= ?", range.from());
      }
      if (range.to() != null) {
        and(column + " <= ?", range.to());
      }
    }
    for (String tag : facets.tags()) {
      and("list_contains(string_split(coalesce(a.tags, ''), chr(10)), ?)", tag);
    }
    if (facets.tagged() != null) {
      sql.append(" AND (coalesce(a.tags, '') <> '') = ").append(facets.tagged());
    }
    if (facets.explained() != null) {
      sql.append(facets.explained() ? " AND " : " AND NOT ").append(EXPLAINED);
    }
  }

  private static String column(Figure figure) {
    return switch (figure) {
      case MAP_X -> "(SELECT p.x FROM places p WHERE p.feature = f.feature)";
      case MAP_Y -> "(SELECT p.y FROM places p WHERE p.feature = f.feature)";
      default -> "f." + figure.name().toLowerCase(Locale.ROOT);
    };
  }

  private void and(String condition, Object parameter) {
    sql.append(" AND ").append(condition);
    parameters.add(parameter);
  }

  String sql() {
    return sql.toString();
  }

  /** An index that was typed whole stands above those it begins. */
  String exactFirst() {
    return exactFirst;
  }

  void bind(PreparedStatement statement) throws SQLException {
    bind(statement, 1);
  }

  /**
   * @param first number of the first parameter
   * @return number of the parameter after the last
   */
  int bind(PreparedStatement statement, int first) throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      statement.setObject(first + i, parameters.get(i));
    }
    return first + parameters.size();
  }
}
