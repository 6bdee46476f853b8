import { YearlyFigures_Source, type YearlyFigures } from '../contracts/taskforce/tasking/v1/statistics_service_pb';
import { legs, type responseTimes } from './legs';
import type { Months } from './months';

// RFC 4180, for machines: the same in every language.
const toLines = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;

/** The address of a CSV that a browser saves. */
export const toFile = (csv: string) => `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`;

// What somebody typed may have any letters in it, and must be no formula in a spreadsheet.
const cell = (text: string) => `"${text.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;

/** The yearly figures as CSV. */
export const toCsv = (figures: readonly YearlyFigures[]) =>
  toLines(
    ['year,joint_operations,arrests,training_sessions,source'].concat(
      figures.map(({ year, jointOperations, arrests, trainingSessions, source }) => [year, jointOperations, arrests, trainingSessions, YearlyFigures_Source[source]].join(',')),
    ),
  );

/** The response times as CSV, in seconds; a group is a nation's code, the number of a kind, or empty for all. */
export const timesToCsv = (times: ReturnType<typeof responseTimes>) =>
  toLines(
    ['group,leg,missions,median_seconds,ninth_decile_seconds,longest_seconds'].concat(
      times.flatMap(([name, group]) =>
        legs.flatMap((leg) => {
          const spread = group[leg];
          return spread ? [[name, leg, spread.count, ...[spread.median, spread.ninth, spread.most].map((ms) => ms / 1000)].join(',')] : [];
        }),
      ),
    ),
  );

/** What was reported where in which month, as CSV: a line for each place and month with a hotspot. */
export const placesToCsv = ({ months, places }: Months) =>
  toLines(
    ['place,host_nation,month,hotspots'].concat(
      places.flatMap(({ key, hotspot, counts }) => counts.flatMap((count, at) => (count > 0 ? [[cell(key), cell(hotspot.hostNation), isoMonth(months[at] ?? 0), count].join(',')] : []))),
    ),
  );

/** When hotspots are reported, as CSV: a line for each day of the week, 1 for Monday, and hour. */
export const weekToCsv = (week: readonly (readonly number[])[]) =>
  toLines(['weekday,hour,hotspots'].concat(week.flatMap((hours, day) => hours.map((count, hour) => [day + 1, hour, count].join(',')))));

// By the clock here, as they were counted.
function isoMonth(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
