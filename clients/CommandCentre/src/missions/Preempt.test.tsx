import { create } from '@bufbuild/protobuf';
import { render } from 'preact';
import { beforeEach, expect, test, vi } from 'vitest';
import { MissionSchema, Mission_State } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { missions } from '../records/records';
import { session } from '../session/session';
import { clientOf } from '../wire/transport';
import { speak } from '../words/words';
import { holdersFor, Preempt } from './Preempt';

vi.mock('../wire/transport', () => ({ clientOf: vi.fn(), inTime: () => ({}) }));

const preemptTeam = vi.fn();
const members = [{ member: 'members/a', callSign: 'Falke 07', nation: 'DE' }, { member: '', callSign: '', nation: 'MA' }];
const urgent = create(MissionSchema, { name: 'missions/urgent', priority: 8, state: Mission_State.DRAFT });
const holder = (name: string, priority: number, more = {}) => create(MissionSchema, { name, title: name, priority, team: 'teams/t', state: Mission_State.ORDERED, members, ...more });
const place = document.createElement('div');
const shown = () => (place.textContent ?? '').replaceAll(/[\u2066-\u2069]/g, '');

beforeEach(() => {
  speak('en');
  session.value = { subject: 'commander.de', nation: 'DE', roles: ['commander'], token: '', endsAt: Infinity, lastsMs: Infinity, issuer: '' };
  vi.mocked(clientOf).mockReturnValue({ preemptTeam } as never);
  preemptTeam.mockReset().mockResolvedValue(urgent);
});

test('only live missions that are less urgent and have a team are offered, the least urgent first', () => {
  const all = [urgent, holder('missions/b', 6), holder('missions/a', 4), holder('missions/alike', 8), holder('missions/bare', 2, { team: '' }), holder('missions/over', 2, { state: Mission_State.COMPLETED })];

  expect(holdersFor(urgent, all).map(({ name }) => name)).toEqual(['missions/a', 'missions/b']);
});

test('before a team is taken it says from whom, what becomes of them, and who is asked', async () => {
  missions.reset([urgent, holder('missions/a', 4)]);
  render(<Preempt mission={urgent} />, place);
  const choice = place.querySelector('select') as HTMLSelectElement;
  choice.value = 'missions/a';
  choice.dispatchEvent(new Event('change', { bubbles: true }));

  await vi.waitFor(() => expect(shown()).toContain('missions/a is left without a team, and these people are recalled from it:'));
  expect([...place.querySelectorAll('.changed li')].map((line) => line.textContent)).toEqual([expect.stringContaining('Falke 07'), expect.stringContaining('(withheld)')]);
  expect(shown()).toContain('Asked are: Germany, Morocco');
  expect(place.querySelector('button')?.disabled).toBe(true);
});

test('who must still agree sees what the other nation has begun, and agrees to that', async () => {
  const begun = create(MissionSchema, { name: 'missions/urgent', priority: 8, state: Mission_State.DRAFT, preemption: { from: 'missions/a', reason: 'Lives at stake.', consents: [{ nation: 'MA' }], missingNations: ['DE'] } });
  missions.reset([begun, holder('missions/a', 4)]);
  render(<Preempt mission={begun} />, place);

  expect(shown()).toMatch(/Lives at stake\.Agreed: Morocco\. Still to agree: Germany\./);
  place.querySelector('button')?.click();

  await vi.waitFor(() => expect(preemptTeam.mock.calls[0]?.[0]).toMatchObject({ name: 'missions/urgent', from: 'missions/a', reason: 'Lives at stake.' }));
});
