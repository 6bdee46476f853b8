import { Order_Kind, Order_Rung, type Order } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { Mission_Approval_Decision, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { toMs } from '../words/format';

/** The parts of a response, in their order. */
export const legs = ['keys', 'dispatch', 'accepted', 'arrival', 'work'] as const;

export type Leg = (typeof legs)[number];

/** How a leg's times are spread; milliseconds. */
export interface Spread {
  count: number;
  median: number;
  /** Nine of ten took no longer. */
  ninth: number;
  most: number;
}

/** By what missions are put together. */
export type Grouping = 'all' | 'nation' | 'kind';

/** How long each leg of a mission took, milliseconds; a leg that it has not completed is not there. */
export function legsOf(mission: Mission): Partial<Record<Leg, number>> {
  const keys = mission.approvals.map((key) => (key.decision === Mission_Approval_Decision.APPROVED ? toMs(key.decisionTime) : 0));
  const accepted = mission.orders.filter((order) => order.kind === Order_Kind.DEPLOY && !order.supersededBy).map(acceptedAt);
  const [created, turned, dispatched] = [toMs(mission.createTime), lastOf(keys), toMs(mission.dispatchTime)];
  const [all, arrived, ended] = [lastOf(accepted), toMs(mission.arrivalTime), toMs(mission.endTime)];
  const spans: [Leg, number, number][] = [
    ['keys', created, turned],
    ['dispatch', turned, dispatched],
    ['accepted', dispatched, all],
    ['arrival', dispatched, arrived],
    ['work', arrived, ended],
  ];
  return Object.fromEntries(spans.filter(([, from, to]) => from > 0 && to >= from).map(([leg, from, to]) => [leg, to - from]));
}

const acceptedAt = (order: Order) => toMs(order.acknowledgements.find((step) => step.rung === Order_Rung.ACCEPTED)?.serverTime);

// When the last of them happened; 0 if one has not.
const lastOf = (times: readonly number[]) => (times.length > 0 && times.every((time) => time > 0) ? Math.max(...times) : 0);

/** What a mission belongs to. */
export const groupOf = (mission: Mission, by: Grouping) => (by === 'nation' ? mission.leadNation : by === 'kind' ? String(mission.orders[0]?.hotspotKind ?? 0) : '');

/** Each group's legs, by the name of the group. */
export function responseTimes(missions: Iterable<Mission>, by: Grouping): [string, Partial<Record<Leg, Spread>>][] {
  const groups = new Map<string, Map<Leg, number[]>>();
  for (const mission of missions) {
    for (const [leg, ms] of Object.entries(legsOf(mission)) as [Leg, number][]) {
      const name = groupOf(mission, by);
      const group = groups.get(name) ?? new Map<Leg, number[]>();
      groups.set(name, group.set(leg, [...(group.get(leg) ?? []), ms]));
    }
  }

  return [...groups].sort(([one], [other]) => one.localeCompare(other)).map(([name, group]) => [name, Object.fromEntries([...group].map(([leg, times]) => [leg, spreadOf(times)]))]);
}

// Nearest rank: a time that was really taken.
function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, median: at(0.5), ninth: at(0.9), most: at(1) };
}
