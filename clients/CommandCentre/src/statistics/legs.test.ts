import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { Order_Kind, Order_Rung } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { MissionSchema, Mission_Approval_Decision } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { legsOf, responseTimes } from './legs';

const at = timestampFromMs;
const mission = (leadNation: string, arrival: number, accepted = [4000, 5000]) =>
  create(MissionSchema, {
    leadNation,
    createTime: at(1000),
    approvals: [2500, 2000].map((time) => ({ decision: Mission_Approval_Decision.APPROVED, decisionTime: at(time) })),
    dispatchTime: at(3000),
    orders: accepted.map((time) => ({
      kind: Order_Kind.DEPLOY,
      hotspotKind: 3,
      acknowledgements: time > 0 ? [{ rung: Order_Rung.ACCEPTED, serverTime: at(time) }] : [],
    })),
    arrivalTime: at(arrival),
    endTime: at(arrival + 500),
  });

test('each leg lasts from the end of the one before to its own', () => {
  expect(legsOf(mission('DE', 9000))).toEqual({ keys: 1500, dispatch: 500, accepted: 2000, arrival: 6000, work: 500 });
});

test('a leg that one of them has not completed has no time', () => {
  expect(legsOf(mission('DE', 9000, [4000, 0]))).not.toHaveProperty('accepted');
  expect(legsOf(create(MissionSchema, { createTime: at(1000) }))).toEqual({});
});

test('missions are put together by the nation that leads, and the middle and the ninth of ten are times that were taken', () => {
  const missions = [...Array.from({ length: 10 }, (_, place) => mission('DE', 4000 + 1000 * place)), mission('MA', 5000)];

  const times = responseTimes(missions, 'nation');

  expect(times.map(([nation]) => nation)).toEqual(['DE', 'MA']);
  expect(times[0]?.[1].arrival).toEqual({ count: 10, median: 5000, ninth: 9000, most: 10_000 });
  expect(times[1]?.[1].arrival).toEqual({ count: 1, median: 2000, ninth: 2000, most: 2000 });
});
