import { Alert_Kind, Alert_State, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { Order_Kind, Order_Rung } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { Handover_State, type Handover } from '../contracts/taskforce/tasking/v1/handover_service_pb';
import { Hotspot_State, type Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { Mission_Approval_Decision, Mission_State, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { groupBy } from '../records/group';
import type { Word } from '../words/words';
import { toMs } from '../words/format';

/** Whose eyes the queue is for. */
export interface Viewer {
  nation: string;
  isCommander: boolean;
  /** Who it is: the subject of the token. */
  subject?: string;
}

/** One line of the queue: something that is not over, and what comes next. */
export interface Entry {
  /** The resource that is opened: an alert, a hotspot, a mission or a hand-over. */
  name: string;
  /** Whether it waits for the viewer. */
  isMine: boolean;
  step: Word;
  /** What the step's words need. */
  count?: number;
  /** The nation whose step it is, ISO 3166-1 alpha-2; empty if anybody's. */
  nation: string;
  /** 1 to 4 as hotspots have it; 5 for somebody who needs help. */
  urgency: number;
  /** Since when it is there, milliseconds since 1970. */
  since: number;
  /** When the step falls due, or 0. */
  due: number;
  handover?: Handover;
  /** The alert that is opened, or the oldest of several of one mission. */
  alert?: Alert;
  /** All that the line stands for, if it is of alerts. */
  alerts?: readonly Alert[];
  hotspot?: Hotspot;
  mission?: Mission;
}

const over: ReadonlySet<Mission_State> = new Set([Mission_State.COMPLETED, Mission_State.RECALLED, Mission_State.CANCELLED]);

/** Whether a mission has ended. */
export const isOver = (mission: Mission) => over.has(mission.state);

/** Everything that is not over: what waits for the viewer first, then by urgency, then whatever has waited longest. */
export function toQueue(hotspots: Iterable<Hotspot>, missions: Iterable<Mission>, alerts: Iterable<Alert>, viewer: Viewer, handovers: Iterable<Handover> = []): Entry[] {
  const byHotspot = new Map<string, Mission[]>();
  const seenTo = new Set<string>();
  for (const mission of missions) {
    if (mission.state === Mission_State.COMPLETED) {
      seenTo.add(mission.hotspot);
    }

    if (!isOver(mission)) {
      byHotspot.set(mission.hotspot, [...(byHotspot.get(mission.hotspot) ?? []), mission]);
    }
  }

  const entries = grouped([...alerts].filter((alert) => alert.state === Alert_State.OPEN), viewer);
  entries.push(...[...handovers].filter((offer) => offer.state === Handover_State.OFFERED && offer.to === viewer.subject).map(ofHandover));
  for (const hotspot of hotspots) {
    const there = byHotspot.get(hotspot.name) ?? [];
    if (hotspot.state === Hotspot_State.ACTIVE && there.length === 0) {
      entries.push(ofHotspot(hotspot, seenTo.has(hotspot.name)));
    }

    entries.push(...there.map((mission) => ofMission(mission, hotspot, viewer)));
    byHotspot.delete(hotspot.name);
  }

  for (const mission of [...byHotspot.values()].flat()) {
    entries.push(ofMission(mission, undefined, viewer));
  }

  return entries.sort((one, other) => Number(other.isMine) - Number(one.isMine) || other.urgency - one.urgency || one.since - other.since);
}

/** Whether an alert waits for a nation: it goes there, and nobody there has acknowledged it. */
export const waitsFor = (alert: Alert, nation: string) => alert.nations.includes(nation) && !alert.acknowledgements.some((seen) => seen.nation === nation);

// Those of one mission are one line, apart from what waits for the viewer and what does not. Whoever calls for help always has a line of their own.
function grouped(open: readonly Alert[], viewer: Viewer): Entry[] {
  const groups = groupBy(open, (alert) =>
    alert.kind === Alert_Kind.NEED_HELP || !alert.mission ? alert.name : `${alert.mission} ${waitsFor(alert, viewer.nation)}`,
  );
  return [...groups.values()].map((group) => ofAlerts(group.sort((one, other) => toMs(one.raiseTime) - toMs(other.raiseTime)), viewer)).flat();
}

function ofAlerts(alerts: readonly Alert[], viewer: Viewer): Entry[] {
  const [alert] = alerts;
  return alert ? [{ ...ofAlert(alert, viewer), alerts, ...(alerts.length > 1 ? { step: 'step.alerts' as const, count: alerts.length } : {}) }] : [];
}

function ofAlert(alert: Alert, viewer: Viewer): Entry {
  return {
    name: alert.name,
    isMine: waitsFor(alert, viewer.nation),
    step: 'step.alert',
    nation: '',
    urgency: alert.kind === Alert_Kind.NEED_HELP ? 5 : 4,
    since: toMs(alert.raiseTime),
    due: 0,
    alert,
  };
}

// Who goes off watch waits for it.
const ofHandover = (handover: Handover): Entry => ({
  name: handover.name,
  isMine: true,
  step: 'step.handover',
  nation: handover.fromNation,
  urgency: 3,
  since: toMs(handover.offerTime),
  due: toMs(handover.expireTime),
  handover,
});

// Where a mission was completed nothing may be left to do; a person says so.
const ofHotspot = (hotspot: Hotspot, isSeenTo: boolean): Entry => ({
  name: hotspot.name,
  isMine: true,
  step: isSeenTo ? 'step.close' : 'step.plan',
  nation: '',
  urgency: hotspot.severity,
  since: toMs(hotspot.createTime),
  due: 0,
  hotspot,
});

function ofMission(mission: Mission, hotspot: Hotspot | undefined, viewer: Viewer): Entry {
  return {
    name: mission.name,
    urgency: hotspot?.severity ?? Math.ceil(mission.priority / 2),
    since: toMs(mission.createTime),
    due: 0,
    mission,
    ...(hotspot ? { hotspot } : {}),
    ...nextStep(mission, viewer),
  };
}

function nextStep(mission: Mission, viewer: Viewer): Pick<Entry, 'isMine' | 'step' | 'nation'> & Partial<Entry> {
  const leads = mission.leadNation === '' || mission.leadNation === viewer.nation;
  const lead = { isMine: leads, nation: mission.leadNation };
  switch (mission.state) {
    case Mission_State.DRAFT:
      return mission.preemption?.missingNations.includes(viewer.nation)
        ? { isMine: viewer.isCommander, nation: viewer.nation, step: 'step.preempt' }
        : { ...lead, step: 'step.form' };
    case Mission_State.AWAITING_APPROVAL:
      return nextKey(mission, viewer);
    case Mission_State.APPROVED:
      return { ...lead, step: 'step.dispatch' };
    case Mission_State.REJECTED:
      return { ...lead, step: 'step.replan' };
    default:
      return nextOnTheWay(mission, lead);
  }
}

function nextKey(mission: Mission, viewer: Viewer): Pick<Entry, 'isMine' | 'step' | 'nation' | 'due'> {
  const missing = mission.approvals.filter((key) => key.decision === Mission_Approval_Decision.PENDING).map((key) => key.nation);
  const isMine = viewer.isCommander && missing.includes(viewer.nation);
  const nation = missing.includes(viewer.nation) ? viewer.nation : (missing[0] ?? '');
  return { isMine, step: isMine ? 'step.approve' : 'step.awaitKey', nation, due: toMs(mission.approvalDueTime) };
}

function nextOnTheWay(mission: Mission, lead: Pick<Entry, 'isMine' | 'nation'>): Pick<Entry, 'isMine' | 'step' | 'nation'> & Partial<Entry> {
  if (mission.impairments.length > 0) {
    return { ...lead, step: 'step.repair' };
  }

  const unanswered = mission.orders.filter((order) => order.kind === Order_Kind.DEPLOY && order.rung < Order_Rung.ACCEPTED).length;
  const nobody = { isMine: false, nation: '' };
  if (unanswered > 0 && mission.state !== Mission_State.ON_SCENE) {
    return { ...nobody, step: 'step.unanswered', count: unanswered };
  }

  return { ...nobody, step: mission.state === Mission_State.ON_SCENE ? 'step.onScene' : 'step.underWay' };
}
