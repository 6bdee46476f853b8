import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { render } from 'preact';
import { expect, test, vi } from 'vitest';
import { AlertSchema, Alert_Kind, Alert_State } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { alerts } from '../records/records';
import { session } from '../session/session';
import { clientOf } from '../wire/transport';
import { speak } from '../words/words';
import { OfSameMission } from './OfSameMission';

vi.mock('../wire/transport', () => ({ clientOf: vi.fn(), inTime: () => ({}) }));

const alert = (name: string, seenBy: string[] = [], mission = 'missions/m') =>
  create(AlertSchema, { name, mission, kind: Alert_Kind.ORDER_UNANSWERED, state: Alert_State.OPEN, nations: ['DE', 'MA'], raiseTime: timestampFromMs(1), acknowledgements: seenBy.map((nation) => ({ nation })) });

test('the others of a mission are listed, and all that wait for this nation are acknowledged by one press', async () => {
  speak('en');
  session.value = { subject: 'commander.de', nation: 'DE', roles: ['commander'], token: '', endsAt: Infinity, lastsMs: Infinity, issuer: '' };
  const acknowledgeAlert = vi.fn(({ name }: { name: string }) => Promise.resolve(alert(name, ['DE'])));
  vi.mocked(clientOf).mockReturnValue({ acknowledgeAlert } as never);
  alerts.reset([alert('alerts/a'), alert('alerts/b'), alert('alerts/c', ['DE']), alert('alerts/d', [], 'missions/n')]);
  const place = document.createElement('div');

  render(<OfSameMission alert={alert('alerts/a')} />, place);
  expect([...place.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(['#/desk/alerts/b', '#/desk/alerts/c']);
  place.querySelector('button')?.click();

  await vi.waitFor(() => expect(acknowledgeAlert.mock.calls.map(([{ name }]) => name)).toEqual(['alerts/a', 'alerts/b']));
});
