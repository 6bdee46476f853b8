import { create } from '@bufbuild/protobuf';
import { beforeEach, expect, test } from 'vitest';
import { MapPositionSchema, PositionEvent_Type, type PositionEvent } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { forgetUnits, ToldUnits, unitOf, units } from './units';

const changed = (...numbers: number[]): Pick<PositionEvent, 'type' | 'changes'> => ({
  type: PositionEvent_Type.CHANGED,
  changes: numbers.map((number) => create(MapPositionSchema, { number, subject: `members/de-${number}`, latitudeE7: number, longitudeE7: number })),
});
const heartbeat = { type: PositionEvent_Type.HEARTBEAT, changes: [] };

let old: ToldUnits;
beforeEach(() => {
  forgetUnits();
  old = new ToldUnits();
});

test('those whom a stream tells of first come in many events, and all of them stay', () => {
  [changed(1, 2), changed(3), heartbeat, changed(2)].forEach((event) => old.take(event));

  expect([...units.keys()].sort()).toEqual([1, 2, 3]);
  expect(unitOf('members/de-3')?.latitude).toBe(3e-7);
});

test('what was shown stays until a new stream has told of all', () => {
  [changed(1, 2), heartbeat].forEach((event) => old.take(event));
  const next = new ToldUnits();

  next.take(changed(7));
  expect(units.size).toBe(2);

  next.take(heartbeat);
  expect([...units.keys()]).toEqual([7]);
  expect(unitOf('members/de-1')).toBeUndefined();
});

test('who has left is not on the map any more', () => {
  old.take(changed(1, 2));
  old.take({ type: PositionEvent_Type.CHANGED, changes: [create(MapPositionSchema, { number: 1, left: true })] });

  expect([...units.keys()]).toEqual([2]);
});
