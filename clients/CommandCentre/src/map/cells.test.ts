import { expect, test } from 'vitest';
import { Position_State } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { cellsOf } from './cells';
import { mercatorOf } from './geometry';
import type { Unit } from './units';

const unitAt = (latitude: number, longitude: number): Unit => ({
  subject: '',
  nation: 'DE',
  latitude,
  longitude,
  ...mercatorOf({ latitude, longitude }),
  at: 0,
  state: Position_State.MOVING,
  uncertainty: 0,
  heading: undefined,
});

test('units that are near each other are one cell, in their middle, until the map is close', () => {
  const near = [unitAt(48.57, 7.8), unitAt(48.57, 7.82)];

  expect(cellsOf(near, 4)).toMatchObject([{ count: 2, x: ((near[0]?.x ?? 0) + (near[1]?.x ?? 0)) / 2 }]);
  expect(cellsOf(near, 14).map(({ count }) => count)).toEqual([1, 1]);
});

test('no unit is lost or counted twice, at any zoom', () => {
  const many = Array.from({ length: 500 }, (_, place) => unitAt(-80 + (place % 160), -179 + ((place * 37) % 358)));

  for (let zoom = 0; zoom <= 22; zoom++) {
    expect(cellsOf(many, zoom).reduce((all, { count }) => all + count, 0)).toBe(500);
  }
});

test('a point of the world is where web Mercator has it', () => {
  expect(mercatorOf({ latitude: 0, longitude: 0 })).toEqual({ x: 0.5, y: 0.5 });
  expect(mercatorOf({ latitude: 85.051129, longitude: 180 }).y).toBeCloseTo(0, 6);
});
