import type { MultiPolygon, Polygon } from 'geojson';
import type { Area } from '../contracts/taskforce/type/v1/geography_pb';

/** Degrees, WGS 84. */
export interface Point {
  latitude: number;
  longitude: number;
}

const earthMetres = 6_371_008.8;
const corners = 64;
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;
const toPosition = ({ longitude, latitude }: Point) => [longitude, latitude];

/** Where a point is on a square map of the world, as parts of its width from the north-western corner (web Mercator, EPSG:3857). */
export const mercatorOf = ({ latitude, longitude }: Point) => ({
  x: (180 + longitude) / 360,
  y: (180 - degrees(Math.log(Math.tan(Math.PI / 4 + radians(latitude) / 2)))) / 360,
});

/** Where one is after so many metres towards a bearing, clockwise from north. */
export function after({ latitude, longitude }: Point, metres: number, bearing: number): Point {
  const [lat, way, turn] = [radians(latitude), metres / earthMetres, radians(bearing)];
  const there = Math.asin(Math.sin(lat) * Math.cos(way) + Math.cos(lat) * Math.sin(way) * Math.cos(turn));
  const east = Math.atan2(Math.sin(turn) * Math.sin(way) * Math.cos(lat), Math.cos(way) - Math.sin(lat) * Math.sin(there));
  return { latitude: degrees(there), longitude: longitude + degrees(east) };
}

/** A circle as a polygon. */
export function ring(middle: Point, metres: number): Polygon {
  const outline = Array.from({ length: corners }, (_, place) => toPosition(after(middle, metres, (360 * place) / corners)));
  return { type: 'Polygon', coordinates: [[...outline, outline[0] ?? []]] };
}

/** The shortest way over the sphere, in steps (spherical linear interpolation, Shoemake 1985). Not cut at the date line. */
export function greatCircle(from: Point, to: Point): number[][] {
  const [a, b] = [vector(from), vector(to)];
  const angle = Math.acos(Math.min(1, Math.max(-1, a.reduce((sum, value, axis) => sum + value * (b[axis] ?? 0), 0))));
  if (angle < 1e-9) {
    return [toPosition(from), toPosition(to)];
  }

  return Array.from({ length: corners + 1 }, (_, place) => {
    const part = place / corners;
    const [x = 0, y = 0, z = 0] = a.map((value, axis) => (Math.sin((1 - part) * angle) * value + Math.sin(part * angle) * (b[axis] ?? 0)) / Math.sin(angle));
    return [degrees(Math.atan2(y, x)), degrees(Math.atan2(z, Math.hypot(x, y)))];
  });
}

const vector = ({ latitude, longitude }: Point) => {
  const [lat, lon] = [radians(latitude), radians(longitude)];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
};

/** An area as the map draws it; a corridor as a circle around each corner and a strip from one to the next. */
export function areaOf(area: Area | undefined): Polygon | MultiPolygon | undefined {
  switch (area?.shape.case) {
    case 'circle': {
      const { center, radiusMetres } = area.shape.value;
      return center && ring(center, radiusMetres);
    }
    case 'polygon': {
      const { vertices, holes } = area.shape.value;
      return { type: 'Polygon', coordinates: [vertices, ...holes.map((hole) => hole.vertices)].map((points) => closed(points)) };
    }
    case 'corridor': {
      const { vertices, halfWidthMetres } = area.shape.value;
      const strips = vertices.slice(1).map((to, place) => strip(vertices[place] ?? to, to, halfWidthMetres));
      return { type: 'MultiPolygon', coordinates: [...vertices.map((corner) => ring(corner, halfWidthMetres).coordinates), ...strips] };
    }
    default:
      return undefined;
  }
}

const closed = (points: readonly Point[]) => [...points, ...points.slice(0, 1)].map(toPosition);

function strip(from: Point, to: Point, halfWidth: number): number[][][] {
  const east = (to.longitude - from.longitude) * Math.cos(radians((from.latitude + to.latitude) / 2));
  const bearing = degrees(Math.atan2(east, to.latitude - from.latitude));
  const side = (point: Point, turn: number) => after(point, halfWidth, bearing + turn);
  return [closed([side(from, -90), side(to, -90), side(to, 90), side(from, 90)])];
}
