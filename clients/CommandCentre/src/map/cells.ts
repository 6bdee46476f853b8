import type { Unit } from './units';

/** Units so near each other that their marks would touch; or one alone. */
export interface Cell {
  /** Their middle, as parts of the map's width. */
  x: number;
  y: number;
  count: number;
  /** One of them. */
  unit: Unit;
}

const cellPixels = 36;
const worldPixels = 512;

/** Puts units together by squares of the world, so that the map may be moved and they stay as they are. The zoom is MapLibre's, in whole steps. */
export function cellsOf(units: Iterable<Unit>, zoom: number): Cell[] {
  const perWorld = (worldPixels * 2 ** zoom) / cellPixels;
  const cells = new Map<number, Cell>();
  for (const unit of units) {
    const key = Math.floor(unit.y * perWorld) * 2 ** 26 + Math.floor(unit.x * perWorld);
    const cell = cells.get(key);
    if (cell) {
      cell.count++;
      cell.x += unit.x;
      cell.y += unit.y;
    } else {
      cells.set(key, { x: unit.x, y: unit.y, count: 1, unit });
    }
  }

  return Array.from(cells.values(), (cell) => ({ ...cell, x: cell.x / cell.count, y: cell.y / cell.count }));
}
