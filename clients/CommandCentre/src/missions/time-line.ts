import { Order_EscalationAction, Order_Kind, type Order, type Order_Escalation } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { Mission_Approval_Decision, Mission_State, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { called, nationName, toMs } from '../words/format';
import { say, type Word } from '../words/words';

/** One step of a mission. */
export interface Step {
  /** Milliseconds since 1970. */
  at: number;
  word: Word;
  values: Record<string, string>;
  /** Free text that belongs to it. */
  note?: string;
  /** A sentence of the service that belongs to it; English. */
  detail?: string;
  /** Who did it before it was due. */
  by?: string;
}

const deputy = 'DEPUTY';

const ends: Partial<Record<Mission_State, Word>> = {
  [Mission_State.COMPLETED]: 'state.8',
  [Mission_State.RECALLED]: 'state.9',
  [Mission_State.CANCELLED]: 'state.10',
};

/** What has happened to a mission, the oldest first. */
export function timeLineOf(mission: Mission): Step[] {
  const steps: Step[] = [{ at: toMs(mission.createTime), word: 'timeLine.created', values: {} }];
  for (const key of mission.approvals) {
    if (key.decisionTime) {
      const word = key.decision === Mission_Approval_Decision.APPROVED ? 'timeLine.approved' : 'timeLine.rejected';
      steps.push({ at: toMs(key.decisionTime), word, values: { nation: nationName(key.nation), who: key.approver }, note: key.comment });
    }
  }

  for (const { approval, reason, voidTime } of mission.voidApprovals) {
    steps.push({ at: toMs(voidTime), word: 'timeLine.void', values: { nation: nationName(approval?.nation ?? '') }, note: reason });
  }

  for (const { from, reason, time } of mission.handovers) {
    steps.push({ at: toMs(time), word: from === mission.name ? 'timeLine.teamGone' : 'timeLine.teamTaken', values: {}, note: reason });
  }

  if (mission.dispatchTime) {
    steps.push({ at: toMs(mission.dispatchTime), word: 'timeLine.dispatched', values: {} });
  }

  mission.orders.forEach((order) => steps.push(...stepsOf(order)));
  const end = ends[mission.state];
  if (end && mission.endTime) {
    steps.push({ at: toMs(mission.endTime), word: end, values: {}, note: mission.report?.text || mission.reason });
  }

  return steps.sort((one, other) => one.at - other.at);
}

// Of a deputy the leader is told.
function wordOf({ action, skipped }: Order_Escalation, role: string): Word {
  if (skipped) {
    return `notDone.${action}` as Word;
  }

  return action === Order_EscalationAction.CALL_DEPUTY && role === deputy ? 'timeLine.leaderTold' : (`escalation.${action}` as Word);
}

function stepsOf(order: Order): Step[] {
  const who = called(order.callSign);
  const kind = order.kind === Order_Kind.RECALL ? 'timeLine.recallRung' : 'timeLine.rung';
  return [
    ...order.acknowledgements.map((step) => ({
      at: toMs(step.serverTime),
      word: kind as Word,
      values: { who, rung: say(`rung.${step.rung}` as Word) },
      note: step.reason,
    })),
    ...order.progress.map((step) => ({
      at: toMs(step.deviceTime ?? step.serverTime),
      word: 'timeLine.stage' as Word,
      values: { who, stage: say(`stage.${step.stage}` as Word) },
      note: step.note,
    })),
    ...order.escalations.map((step) => ({
      at: toMs(step.doneTime),
      word: wordOf(step, order.role),
      values: { who },
      // Of what was done it says no more than the words do; why something was not done it alone says.
      ...(step.skipped ? { detail: step.note } : {}),
      ...(step.actor ? { by: step.actor } : {}),
    })),
  ];
}
