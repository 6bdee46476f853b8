import type { Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { toMs } from '../words/format';

/** How many hotspots were reported at a place, month by month. */
export interface PlaceInTime {
  /** The id of the place, or what its reporter called it. */
  key: string;
  /** The newest of its hotspots: it knows the place's name. */
  hotspot: Hotspot;
  latitude: number;
  longitude: number;
  /** One for each month. */
  counts: number[];
  total: number;
}

/** Months without a gap, and what was reported where in each. */
export interface Months {
  /** Their first moments by the clock here, milliseconds since 1970; the oldest first. */
  months: number[];
  /** The place with the most hotspots first. */
  places: PlaceInTime[];
}

/** Puts hotspots together by place and by the month in which they were reported, by the clock here. Those whose place is withheld are left out. */
export function byMonth(hotspots: Iterable<Hotspot>): Months {
  const reported = [...hotspots].filter(({ place, createTime }) => place?.location && createTime).sort((one, other) => toMs(one.createTime) - toMs(other.createTime));
  const [first, last] = [reported[0], reported.at(-1)];
  const months = first && last ? monthsBetween(toMs(first.createTime), toMs(last.createTime)) : [];
  const places = new Map<string, PlaceInTime>();
  for (const hotspot of reported) {
    const { placeId = '', displayName = '', location } = hotspot.place ?? {};
    const key = placeId || displayName;
    const place = places.get(key) ?? { key, hotspot, latitude: 0, longitude: 0, counts: months.map(() => 0), total: 0 };
    const month = months.findLastIndex((start) => start <= toMs(hotspot.createTime));
    place.counts[month] = (place.counts[month] ?? 0) + 1;
    places.set(key, { ...place, hotspot, latitude: location?.latitude ?? 0, longitude: location?.longitude ?? 0, total: place.total + 1 });
  }

  return { months, places: [...places.values()].sort((one, other) => other.total - one.total) };
}

function monthsBetween(first: number, last: number): number[] {
  const [from, to] = [new Date(first), new Date(last)];
  const count = (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth() + 1;
  return Array.from({ length: count }, (_, month) => new Date(from.getFullYear(), from.getMonth() + month).getTime());
}
