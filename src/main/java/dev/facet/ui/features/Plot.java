package dev.facet.ui.features;

import dev.facet.fx.plot.PointCloud;
import dev.facet.fx.plot.Tick;
import java.util.List;

/**
 * Features as points.
 *
 * @param cloud by latent index
 * @param ticksX of the horizontal axis; empty where it means nothing by itself
 * @param ticksY of the vertical axis
 */
public record Plot(PointCloud cloud, List<Tick> ticksX, List<Tick> ticksY) {}
