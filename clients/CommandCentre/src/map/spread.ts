/** Where something is on the screen, pixels. */
export interface Spot {
  x: number;
  y: number;
}

const tries = 24;
const hair = 1e-9;

/** How far to move each, so that squares of that many pixels round any two do not touch: the first stays, each next one gives way to those before it. */
export function spread(spots: readonly Spot[], least: number): Spot[] {
  const placed: Spot[] = [];
  for (const { x, y } of spots) {
    const at = { x, y };
    for (let turn = 0; turn < tries; turn++) {
      const near = placed.find((other) => Math.max(Math.abs(at.x - other.x), Math.abs(at.y - other.y)) < least - hair);
      if (!near) {
        break;
      }

      // Away from it; another way each time, or two neighbours would push it to and fro.
      const away = Math.atan2(at.y - near.y, at.x - near.x) + turn * 0.7;
      const way = least / Math.max(Math.abs(Math.cos(away)), Math.abs(Math.sin(away)));
      [at.x, at.y] = [near.x + way * Math.cos(away), near.y + way * Math.sin(away)];
    }

    placed.push(at);
  }

  return placed.map((at, place) => ({ x: at.x - (spots[place]?.x ?? 0), y: at.y - (spots[place]?.y ?? 0) }));
}
