import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { HotspotSchema } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { byMonth } from './months';

const hotspot = (placeId: string, year: number, month: number, day: number) =>
  create(HotspotSchema, { place: { placeId, displayName: placeId, location: { latitude: 35, longitude: -5 } }, createTime: timestampFromMs(new Date(year, month - 1, day).getTime()) });

test('months follow each other without a gap, over the turn of a year', () => {
  const { months } = byMonth([hotspot('a', 2026, 2, 28), hotspot('a', 2025, 11, 30)]);

  expect(months.map((start) => new Date(start).toDateString())).toEqual(['Sat Nov 01 2025', 'Mon Dec 01 2025', 'Thu Jan 01 2026', 'Sun Feb 01 2026']);
});

test('each hotspot counts at its place in its month, the place with the most first', () => {
  const { places } = byMonth([hotspot('a', 2026, 1, 1), hotspot('b', 2026, 1, 31), hotspot('b', 2026, 2, 1), hotspot('b', 2026, 2, 2)]);

  expect(places.map(({ key, counts, total }) => [key, counts, total])).toEqual([
    ['b', [1, 2], 3],
    ['a', [1, 0], 1],
  ]);
});

test('a hotspot whose place is not told is nowhere', () => {
  expect(byMonth([create(HotspotSchema, { createTime: timestampFromMs(0) })])).toEqual({ months: [], places: [] });
});
