import { YearlyFigures_Source, type YearlyFigures } from '../contracts/taskforce/tasking/v1/statistics_service_pb';
import { legs, type responseTimes } from './legs';

// RFC 4180, for machines: the same in every language.
const toLines = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;

/** The address of a CSV that a browser saves. */
export const toFile = (csv: string) => `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`;

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
