import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { AreaSchema } from '../contracts/taskforce/type/v1/geography_pb';
import { after, areaOf, greatCircle, ring } from './geometry';

const tangier = { latitude: 35.76, longitude: -5.83 };
const hamburg = { latitude: 53.55, longitude: 9.99 };

test('a degree of latitude is 111 km', () => {
  const there = after(tangier, 111_195, 0);

  expect(there.latitude).toBeCloseTo(36.76, 3);
  expect(there.longitude).toBeCloseTo(-5.83, 6);
});

test('a circle is closed, and as far from its middle everywhere', () => {
  const [outline = []] = ring(hamburg, 2500).coordinates;

  expect(outline.at(-1)).toEqual(outline[0]);
  const north = Math.max(...outline.map(([, latitude = 0]) => latitude));
  const east = Math.max(...outline.map(([longitude = 0]) => longitude));
  expect((north - hamburg.latitude) * 111_195).toBeCloseTo(2500, -1);
  expect((east - hamburg.longitude) * 111_195 * Math.cos((hamburg.latitude * Math.PI) / 180)).toBeCloseTo(2500, -1);
});

test('the shortest way begins and ends where it should, and bends towards the pole', () => {
  const way = greatCircle({ latitude: 50, longitude: 0 }, { latitude: 50, longitude: 60 });

  expect(way[0]?.map(Math.round)).toEqual([0, 50]);
  expect(way.at(-1)?.map(Math.round)).toEqual([60, 50]);
  expect(way[32]?.[1]).toBeGreaterThan(53);
});

test('the way to where one is is no way', () => {
  expect(greatCircle(tangier, tangier)).toEqual([[-5.83, 35.76], [-5.83, 35.76]]);
});

test('a corridor is as wide as it says', () => {
  const corridor = create(AreaSchema, { shape: { case: 'corridor', value: { vertices: [tangier, { latitude: 35.76, longitude: -5.5 }], halfWidthMetres: 1000 } } });

  const drawn = areaOf(corridor);

  const latitudes = drawn?.type === 'MultiPolygon' ? (drawn.coordinates[2]?.[0]?.map(([, latitude = 0]) => latitude) ?? []) : [];
  expect((Math.max(...latitudes) - Math.min(...latitudes)) * 111_195).toBeCloseTo(2000, -1);
});
