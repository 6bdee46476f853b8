import { YearlyFigures_Source, type YearlyFigures } from '../contracts/taskforce/tasking/v1/statistics_service_pb';

/** The figures as CSV (RFC 4180), for machines: the same in every language. */
export const toCsv = (figures: readonly YearlyFigures[]) =>
  ['year,joint_operations,arrests,training_sessions,source']
    .concat(
      figures.map(({ year, jointOperations, arrests, trainingSessions, source }) =>
        [year, jointOperations, arrests, trainingSessions, YearlyFigures_Source[source]].join(','),
      ),
    )
    .join('\r\n') + '\r\n';
