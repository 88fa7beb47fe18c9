/*
 * GeoJSON (RFC 7946) as it is found in the field, into a layer: a
 * FeatureCollection, a bare array of Features or geometries, a single Feature
 * or geometry; Point, LineString, Polygon, their Multi forms and
 * GeometryCollection; rings in either direction, closed or not; heights
 * passed over.
 *
 * The text is strict JSON (json.h). Limits: the file GEOJSON_FILE_MAX, one
 * feature GEOJSON_FEATURE_MAX bytes, depth 32, and what a layer holds
 * (model/layer.h). Refused whole are what is no JSON or no GeoJSON at all
 * (TopoJSON, names without geometry), and coordinates in a system that a `crs`
 * member names and that is no longitude and latitude on WGS-84. A feature
 * that cannot be used is told by its number from 1 and passed over.
 */
#ifndef NET_WIRE_GEOJSON_H
#define NET_WIRE_GEOJSON_H

#include "model/layer-read.h"

#define GEOJSON_FILE_MAX ((size_t)64 * 1024 * 1024)
#define GEOJSON_FEATURE_MAX ((size_t)8 * 1024 * 1024)

/*
 * Adds what text[0..len) has to r->layer. FILE_LINE with feature number and
 * reason for a file that is wrong, TOO_LONG, NO_MEMORY; the layer is of no
 * use then.
 */
MUST_USE enum problem_code geojson_read(
    struct layer_reading *r, const char *text, size_t len, struct problem *p);

/*
 * Appends a FeatureCollection of all features, as exact as it is: a part alone
 * as Point, LineString or Polygon, several as MultiPolygon where all are
 * rings, else as a GeometryCollection. Properties: name, code, class, rank.
 * Read again with the map `plain`, it is the same layer.
 */
void geojson_write(struct buf *out, const struct layer *l);

#endif
