import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { AlertSchema, Alert_Kind, Alert_State } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { HandoverSchema, Handover_State } from '../contracts/taskforce/tasking/v1/handover_service_pb';
import { HotspotSchema, Hotspot_Severity, Hotspot_State } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { MissionSchema, Mission_Approval_Decision, Mission_State } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { toQueue, type Viewer } from './entry';

const commander: Viewer = { nation: 'DE', isCommander: true };
const hotspot = (name: string, severity: Hotspot_Severity, since: number) =>
  create(HotspotSchema, { name, severity, state: Hotspot_State.ACTIVE, createTime: timestampFromMs(since) });
const awaiting = (nations: Record<string, Mission_Approval_Decision>) =>
  create(MissionSchema, {
    name: 'missions/m',
    hotspot: 'hotspots/h',
    leadNation: 'DE',
    state: Mission_State.AWAITING_APPROVAL,
    approvals: Object.entries(nations).map(([nation, decision]) => ({ nation, decision })),
  });

test('somebody who needs help stands above everything', () => {
  const call = create(AlertSchema, { name: 'alerts/a', kind: Alert_Kind.NEED_HELP, state: Alert_State.OPEN, nations: ['DE', 'MA'] });

  const queue = toQueue([hotspot('hotspots/h', Hotspot_Severity.CRITICAL, 1)], [], [call], commander);

  expect(queue.map(({ name }) => name)).toEqual(['alerts/a', 'hotspots/h']);
});

test('an alert that the nation has seen waits for it no more, and stays', () => {
  const seen = create(AlertSchema, { name: 'alerts/a', state: Alert_State.OPEN, nations: ['DE'], acknowledgements: [{ nation: 'DE' }] });

  expect(toQueue([], [], [seen], commander)).toMatchObject([{ name: 'alerts/a', isMine: false }]);
});

const unanswered = (name: string, mission: string, raised: number, seenBy: string[] = [], kind = Alert_Kind.ORDER_UNANSWERED) =>
  create(AlertSchema, {
    name,
    mission,
    kind,
    state: Alert_State.OPEN,
    nations: ['DE', 'MA'],
    raiseTime: timestampFromMs(raised),
    acknowledgements: seenBy.map((nation) => ({ nation })),
  });

test('the alerts of one mission are one line, from the oldest on; those that are seen already another', () => {
  const queue = toQueue(
    [],
    [],
    [unanswered('alerts/b', 'missions/m', 2), unanswered('alerts/a', 'missions/m', 1), unanswered('alerts/c', 'missions/m', 3, ['DE']), unanswered('alerts/d', 'missions/n', 4)],
    commander,
  );

  expect(queue.map(({ name, isMine, step, alerts }) => [name, isMine, step, alerts?.length])).toEqual([
    ['alerts/a', true, 'step.alerts', 2],
    ['alerts/d', true, 'step.alert', 1],
    ['alerts/c', false, 'step.alert', 1],
  ]);
});

test('who calls for help and alerts of no mission have lines of their own', () => {
  const queue = toQueue([], [], [unanswered('alerts/a', 'missions/m', 1), unanswered('alerts/help', 'missions/m', 2, [], Alert_Kind.NEED_HELP), unanswered('alerts/x', '', 3), unanswered('alerts/y', '', 4)], commander);

  expect(queue.map(({ name }) => name)).toEqual(['alerts/help', 'alerts/a', 'alerts/x', 'alerts/y']);
});

test('what waits for the viewer comes before what is worse and waits for others', () => {
  const mission = awaiting({ DE: Mission_Approval_Decision.APPROVED, MA: Mission_Approval_Decision.PENDING });
  const queue = toQueue([hotspot('hotspots/h', Hotspot_Severity.CRITICAL, 1), hotspot('hotspots/mine', Hotspot_Severity.LOW, 2)], [mission], [], commander);

  expect(queue.map(({ name, isMine }) => [name, isMine])).toEqual([
    ['hotspots/mine', true],
    ['missions/m', false],
  ]);
});

test('a hotspot with a mission under way is not planned again', () => {
  const queue = toQueue([hotspot('hotspots/h', Hotspot_Severity.HIGH, 1)], [awaiting({ DE: Mission_Approval_Decision.PENDING })], [], commander);

  expect(queue.map(({ name }) => name)).toEqual(['missions/m']);
});

test.each([
  ['a plan, if it was recalled', Mission_State.RECALLED, 'step.plan'],
  ['somebody to close it, if it was completed', Mission_State.COMPLETED, 'step.close'],
])('a hotspot whose mission has ended waits for %s', (_, state, step) => {
  const ended = create(MissionSchema, { name: 'missions/m', hotspot: 'hotspots/h', state });

  expect(toQueue([hotspot('hotspots/h', Hotspot_Severity.HIGH, 1)], [ended], [], commander)).toMatchObject([{ name: 'hotspots/h', step }]);
});

test.each([
  ['the commander of a nation whose key is missing', commander, 'step.approve', true],
  ['a dispatcher of that nation', { nation: 'DE', isCommander: false }, 'step.awaitKey', false],
  ['the commander of a nation that has turned its key', { nation: 'MA', isCommander: true }, 'step.awaitKey', false],
])('a key that is missing is shown to %s', (_, viewer, step, isMine) => {
  const mission = awaiting({ DE: Mission_Approval_Decision.PENDING, MA: Mission_Approval_Decision.APPROVED });

  expect(toQueue([], [mission], [], viewer)).toMatchObject([{ step, isMine, nation: 'DE' }]);
});

test('a nation that must agree to give a team away is told so, and its commander waited for', () => {
  const taking = create(MissionSchema, { name: 'missions/m', state: Mission_State.DRAFT, leadNation: 'MA', preemption: { from: 'missions/n', missingNations: ['DE'] } });

  expect(toQueue([], [taking], [], commander)).toMatchObject([{ step: 'step.preempt', isMine: true, nation: 'DE' }]);
  expect(toQueue([], [taking], [], { nation: 'MA', isCommander: true })).toMatchObject([{ step: 'step.form' }]);
});

test('of two that are as urgent the one that has waited longer comes first', () => {
  const queue = toQueue([hotspot('hotspots/new', Hotspot_Severity.HIGH, 2000), hotspot('hotspots/old', Hotspot_Severity.HIGH, 1000)], [], [], commander);

  expect(queue.map(({ name }) => name)).toEqual(['hotspots/old', 'hotspots/new']);
});

test('an offer to answer for something waits for the one whom it was made to, and for nobody else', () => {
  const offer = create(HandoverSchema, { name: 'handovers/h', state: Handover_State.OFFERED, from: 'dispatcher.de', to: 'night.de' });
  const queueOf = (subject: string) => toQueue([], [], [], { ...commander, subject }, [offer]);

  expect(queueOf('night.de')).toMatchObject([{ name: 'handovers/h', step: 'step.handover', isMine: true }]);
  expect(queueOf('dispatcher.de')).toEqual([]);
});
