import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { Order_EscalationAction as Action } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { MissionSchema } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { say } from '../words/words';
import { timeLineOf } from './time-line';

const escalated = (role: string, skipped: boolean, callSign = 'Falke 07') =>
  timeLineOf(create(MissionSchema, { orders: [{ role, callSign, escalations: [{ action: Action.CALL_DEPUTY, skipped, note: 'The leader is on leave.' }] }] })).at(-1);

test('of a deputy’s silence the leader was told, of anybody else’s the deputy', () => {
  expect(escalated('DEPUTY', false)?.word).toBe('timeLine.leaderTold');
  expect(escalated('MEMBER', false)?.word).toBe('escalation.2');
});

test('what was not done is not told as if it had been, and why is beside it', () => {
  expect(escalated('DEPUTY', true)).toMatchObject({ word: 'notDone.2', detail: 'The leader is on leave.' });
  expect(escalated('DEPUTY', false)).not.toHaveProperty('detail');
});

test('who is not released is said to be withheld', () => {
  expect(escalated('MEMBER', false, '')?.values['who']).toBe(say('withheld'));
});

test('a team that was taken is told of in both missions', () => {
  const handovers = [{ from: 'missions/n', to: 'missions/m', reason: 'Lives at stake.' }];

  expect(timeLineOf(create(MissionSchema, { name: 'missions/m', handovers })).at(-1)).toMatchObject({ word: 'timeLine.teamTaken', note: 'Lives at stake.' });
  expect(timeLineOf(create(MissionSchema, { name: 'missions/n', handovers })).at(-1)).toMatchObject({ word: 'timeLine.teamGone' });
});

test('who did not wait for the clock stands beside what was done', () => {
  const byHand = create(MissionSchema, { orders: [{ callSign: 'Falke 07', escalations: [{ action: Action.REMIND, actor: 'dispatcher.de' }] }] });

  expect(timeLineOf(byHand).at(-1)).toMatchObject({ word: 'escalation.1', by: 'dispatcher.de' });
});
