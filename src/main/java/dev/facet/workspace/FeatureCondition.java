package dev.facet.workspace;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The WHERE clause of a search and its parameters. */
record FeatureCondition(String sql, List<String> words, boolean index) {

  static FeatureCondition of(FeatureSearch search) {
    List<String> words =
        Arrays.stream(search.text().strip().toLowerCase(Locale.ROOT).split("\\s+"))
            .filter(w -> !w.isEmpty())
            .toList();
    boolean index = words.size() == 1 && words.getFirst().chars().allMatch(Character::isDigit);
    StringBuilder sql = new StringBuilder(" WHERE true");
    if (search.aliveOnly()) {
      sql.append(" AND f.frequency > 0");
    }
    if (search.starredOnly()) {
      sql.append(" AND coalesce(a.starred, false)");
    }
    for (int i = 0; i < words.size(); i++) {
      sql.append(" AND (contains(lower(concat_ws(' ', f.label, a.label, a.note, a.tags)), ?)");
      sql.append(
          " OR f.feature IN (SELECT x.feature FROM explanations x"
              + " WHERE x.control = 'NONE' AND contains(lower(x.text), ?))");
      sql.append(index ? " OR starts_with(f.feature::VARCHAR, ?))" : ")");
    }
    return new FeatureCondition(sql.toString(), words, index);
  }

  /** An index that was typed whole stands above those it begins. */
  String exactFirst() {
    return index ? "(f.feature::VARCHAR = '" + words.getFirst() + "') DESC, " : "";
  }

  void bind(PreparedStatement statement) throws SQLException {
    int parameter = 1;
    for (String word : words) {
      statement.setString(parameter++, word);
      statement.setString(parameter++, word);
      if (index) {
        statement.setString(parameter++, word);
      }
    }
  }
}
