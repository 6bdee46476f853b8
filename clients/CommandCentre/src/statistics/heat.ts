import type { Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { toMs } from '../words/format';

/** How many hotspots were reported on each day of the week, Monday first, in each hour, by the clock here. */
export function heatOf(hotspots: Iterable<Hotspot>): number[][] {
  const week = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const hotspot of hotspots) {
    const time = new Date(toMs(hotspot.createTime));
    const day = week[(time.getDay() + 6) % 7] as number[];
    day[time.getHours()] = (day[time.getHours()] ?? 0) + 1;
  }

  return week;
}
