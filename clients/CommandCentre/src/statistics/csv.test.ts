import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { YearlyFiguresSchema, YearlyFigures_Source } from '../contracts/taskforce/tasking/v1/statistics_service_pb';
import { HotspotSchema } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { placesToCsv, toCsv, weekToCsv } from './csv';

test('a year is a line below the names of the columns', () => {
  const year = create(YearlyFiguresSchema, { year: 2024, jointOperations: 12, arrests: 30, trainingSessions: 4, source: YearlyFigures_Source.PUBLISHED });

  expect(toCsv([year])).toBe('year,joint_operations,arrests,training_sessions,source\r\n2024,12,30,4,PUBLISHED\r\n');
});

test('a place in a month is a line, and what somebody called it is no formula', () => {
  const hotspot = create(HotspotSchema, { hostNation: 'MA' });
  const place = { key: '=SUM(1;2) "quay"', hotspot, latitude: 0, longitude: 0, counts: [0, 3], total: 3 };
  const months = [new Date(2026, 0, 1), new Date(2026, 1, 1)].map((first) => first.getTime());

  expect(placesToCsv({ months, places: [place] })).toBe(`place,host_nation,month,hotspots\r\n"'=SUM(1;2) ""quay""","MA",2026-02,3\r\n`);
});

test('an hour of the week is a line', () => {
  const week = Array.from({ length: 7 }, (_, day) => Array.from({ length: 24 }, (__, hour) => day + hour));
  const lines = weekToCsv(week).trimEnd().split('\r\n');

  expect([lines.length, lines[1], lines.at(-1)]).toEqual([169, '1,0,0', '7,23,29']);
});
