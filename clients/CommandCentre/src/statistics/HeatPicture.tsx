import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { number } from '../words/format';
import type { PlaceInTime } from './months';
import { pathOf, readLand, sceneOf, type Land } from './scene';

// Numbers that would lie on each other are one.
const leastPixels = 34;

interface Spot {
  x: number;
  y: number;
  count: number;
}

/** The heat of one month over the lands: the more was reported, the larger and the warmer; each number is in it. */
export function HeatPicture({ places, month, label }: { places: readonly PlaceInTime[]; month: number; label: string }) {
  const land = useSignal<Land>({ outlines: [], borders: [], disputed: [] });
  useEffect(() => {
    readLand().then(
      (read) => (land.value = read),
      // Without the lands there are still the spots, and the table.
      () => undefined,
    );
  }, []);
  const scene = useMemo(() => sceneOf(places), [places]);
  const { outlines, borders, disputed } = useMemo(() => ({ outlines: pathOf(land.value.outlines, scene), borders: pathOf(land.value.borders, scene), disputed: pathOf(land.value.disputed, scene) }), [land.value, scene]);
  const most = Math.max(1, ...places.flatMap(({ counts }) => counts));
  const spots = spotsOf(places.map((place) => ({ ...scene.place(place), count: place.counts[month] ?? 0 })));
  return (
    <svg class="heat-picture" viewBox={`0 0 ${scene.width} ${scene.height}`} role="img" aria-label={label} direction="ltr">
      <defs>
        <radialGradient id="heat-spot">
          <stop offset="0%" class="heat-middle" />
          <stop offset="100%" class="heat-edge" />
        </radialGradient>
      </defs>
      <path class="land" d={outlines} />
      <path class="border" d={borders} />
      <path class="border disputed" d={disputed} />
      {spots.map(({ x, y, count }) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={18 + 38 * Math.sqrt(Math.min(1, count / most))} opacity={0.4 + 0.6 * Math.min(1, count / most)} />
      ))}
      {spots.map(({ x, y, count }) => (
        <text key={`${x} ${y}`} x={x} y={y}>
          {number(count)}
        </text>
      ))}
    </svg>
  );
}

function spotsOf(all: readonly Spot[]): Spot[] {
  const spots: Spot[] = [];
  for (const spot of all.filter(({ count }) => count > 0)) {
    const near = spots.find(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) < leastPixels);
    if (near) {
      near.count += spot.count;
    } else {
      spots.push({ ...spot });
    }
  }

  return spots;
}
