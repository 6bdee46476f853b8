import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { HotspotSchema } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { heatOf } from './heat';

const reported = (...when: [number, number, number, number]) => create(HotspotSchema, { createTime: timestampFromMs(new Date(...when).getTime()) });

test('a week begins on Monday, and each hotspot counts in its own hour', () => {
  // The 5th of January 2026 is a Monday.
  const week = heatOf([reported(2026, 0, 5, 3), reported(2026, 0, 12, 3), reported(2026, 0, 11, 23)]);

  expect(week[0]?.[3]).toBe(2);
  expect(week[6]?.[23]).toBe(1);
  expect(week.flat().reduce((sum, count) => sum + count)).toBe(3);
});
