import { expect, test } from 'vitest';
import { spread } from './spread';

const apart = (spots: { x: number; y: number }[], least: number) => {
  const moved = spread(spots, least).map(({ x, y }, place) => ({ x: x + (spots[place]?.x ?? 0), y: y + (spots[place]?.y ?? 0) }));
  return Math.min(...moved.flatMap((one, place) => moved.slice(place + 1).map((other) => Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)))));
};

test('what is far apart stays where it is', () => {
  expect(spread([{ x: 0, y: 0 }, { x: 100, y: 0 }], 28)).toEqual([{ x: 0, y: 0 }, { x: 0, y: 0 }]);
});

test('the first stays and the second gives way', () => {
  const [first, second] = spread([{ x: 50, y: 50 }, { x: 60, y: 50 }], 28);

  expect(first).toEqual({ x: 0, y: 0 });
  expect(second?.x).toBeCloseTo(18);
  expect(second?.y).toBeCloseTo(0);
});

test('a heap of them comes apart, even if all are in one place', () => {
  expect(apart(Array.from({ length: 6 }, () => ({ x: 5, y: 5 })), 28)).toBeGreaterThan(27.9);
  expect(apart([{ x: 0, y: 0 }, { x: 30, y: 0 }, { x: 15, y: 2 }], 28)).toBeGreaterThan(27.9);
});
