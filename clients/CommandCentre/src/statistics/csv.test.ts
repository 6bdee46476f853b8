import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { YearlyFiguresSchema, YearlyFigures_Source } from '../contracts/taskforce/tasking/v1/statistics_service_pb';
import { toCsv } from './csv';

test('a year is a line below the names of the columns', () => {
  const year = create(YearlyFiguresSchema, { year: 2024, jointOperations: 12, arrests: 30, trainingSessions: 4, source: YearlyFigures_Source.PUBLISHED });

  expect(toCsv([year])).toBe('year,joint_operations,arrests,training_sessions,source\r\n2024,12,30,4,PUBLISHED\r\n');
});
