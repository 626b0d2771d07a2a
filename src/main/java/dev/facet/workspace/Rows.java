package dev.facet.workspace;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Small steps around result sets that every store takes. */
final class Rows {

  private Rows() {}

  /** The first row of a query that always has one; it is closed with the statement. */
  static ResultSet first(PreparedStatement query) throws SQLException {
    ResultSet row = query.executeQuery();
    if (!row.next()) {
      throw new SQLException("A query that always has a row had none");
    }
    return row;
  }
}
