package dev.facet.workspace;

import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** What the latents of two studies do together on the same images, from both studies' codes. */
public final class CodePairs {

  /** Takes a sum over images. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param first latent of the first study
     * @param second latent of the second study
     * @param product sum over the images of the product of their scores
     */
    void accept(int first, int second, double product);
  }

  /** Takes the sums of one latent. */
  @FunctionalInterface
  public interface SumVisitor {
    /**
     * @param sum of its scores over the images
     * @param squares sum of their squares
     */
    void accept(int latent, double sum, double squares);
  }

  private CodePairs() {}

  /**
   * Sums of one study's scores.
   *
   * @param stride every how manieth image is looked at
   */
  public static void sums(Study study, int stride, SumVisitor visitor) {
    study
        .database()
        .read(
            connection -> {
              try (PreparedStatement query =
                      connection.prepareStatement(
                          "SELECT latent, sum(score::DOUBLE), sum(score::DOUBLE * score) FROM "
                              + study.codes().sample(stride)
                              + " GROUP BY latent ORDER BY latent");
                  ResultSet row = query.executeQuery()) {
                while (row.next()) {
                  visitor.accept(row.getInt(1), row.getDouble(2), row.getDouble(3));
                }
                return null;
              }
            });
  }

  /**
   * Sums of products of the scores of two studies of one corpus, by latents of the first,
   * ascending; pairs that never fire together are left out.
   *
   * @param stride every how manieth image is looked at
   * @param begin the first latent of the first study
   * @param end one past its last
   */
  public static void products(
      Study first, Study second, int stride, int begin, int end, Visitor visitor) {
    first
        .database()
        .read(
            connection -> {
              try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT a.latent, b.latent, sum(a.score::DOUBLE * b.score) FROM "
                          + first.codes().sample(stride)
                          + " a JOIN "
                          + second.codes().sample(stride)
                          + " b ON a.image = b.image WHERE a.latent >= ? AND a.latent < ?"
                          + " GROUP BY a.latent, b.latent ORDER BY a.latent, b.latent")) {
                query.setInt(1, begin);
                query.setInt(2, end);
                try (ResultSet row = query.executeQuery()) {
                  while (row.next()) {
                    visitor.accept(row.getInt(1), row.getInt(2), row.getDouble(3));
                  }
                }
                return null;
              }
            });
  }
}
