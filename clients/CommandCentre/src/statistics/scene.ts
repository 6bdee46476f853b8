import type { Position } from 'geojson';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-110m.json?url';
import { mercatorOf, type Point } from '../map/geometry';
import { bordersIn, type Atlas } from '../map/world';

/** A part of the world as a picture. */
export interface Scene {
  width: number;
  height: number;
  /** Where a point is in the picture. */
  place(point: Point): { x: number; y: number };
}

const [width, height] = [960, 560];
// As parts of the map's width: what lies around is seen, however near the points are to each other.
const leastSpan = 0.06;
const padding = 1.3;

/** The part of the world that holds these points. */
export function sceneOf(points: readonly Point[]): Scene {
  const spots = points.map(mercatorOf);
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(width / Math.max(leastSpan, (east - west) * padding), height / Math.max(leastSpan, (south - north) * padding));
  return {
    width,
    height,
    place: (point) => {
      const { x, y } = mercatorOf(point);
      return { x: width / 2 + (x - (west + east) / 2) * scale, y: height / 2 + (y - (north + south) / 2) * scale };
    },
  };
}

/** Lands and the lines between them, each a row of positions. */
export interface Land {
  outlines: Position[][];
  borders: Position[][];
  disputed: Position[][];
}

/** All lands, Natural Earth at 1:110 million: an overview needs no more. */
export async function readLand(): Promise<Land> {
  const topology = (await (await fetch(atlas)).json()) as Atlas;
  const { borders, disputed } = bordersIn(topology);
  const outlines = feature(topology, topology.objects.countries).features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? geometry.coordinates : geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : [],
  );
  return { outlines, borders: borders.coordinates, disputed: disputed.coordinates };
}

/** The rows that reach into a scene, as an SVG path. */
export function pathOf(rows: readonly Position[][], scene: Scene): string {
  return rows
    .map((row) => row.map(([longitude = 0, latitude = 0]) => scene.place({ latitude: Math.max(-85, Math.min(85, latitude)), longitude })))
    .filter((spots) => spots.some(({ x }) => x > -width && x < 2 * width) && spots.some(({ y }) => y > -height && y < 2 * height))
    .map((spots) => `M${spots.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`).join('L')}`)
    .join('');
}
