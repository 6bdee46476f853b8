import { create } from '@bufbuild/protobuf';
import { beforeEach, expect, test, vi } from 'vitest';
import { AlertSchema, Alert_Kind, Alert_State } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { alerts } from '../records/records';
import { session } from '../session/session';
import { language } from '../words/words';
import { followAlarms, turnSound } from './alarm';
import { sound } from './sound';

vi.mock('./sound', () => ({ sound: vi.fn() }));

const alarm = (name: string, kind: Alert_Kind, seenBy: string[] = []) =>
  create(AlertSchema, { name, kind, state: Alert_State.OPEN, nations: ['DE', 'MA'], acknowledgements: seenBy.map((nation) => ({ nation })) });

beforeEach(() => {
  alerts.clear();
  vi.mocked(sound).mockClear();
  vi.useFakeTimers();
  turnSound(true);
  language.value = 'en';
  session.value = { subject: 'commander.de', nation: 'DE', roles: ['commander'], token: '', endsAt: Infinity, lastsMs: Infinity, issuer: '' };
});

test('an alarm is heard again and again, and stands in the title, until this nation has acknowledged it', () => {
  const stop = followAlarms();

  alerts.put(alarm('alerts/a', Alert_Kind.ORDER_UNANSWERED));
  vi.advanceTimersByTime(9000);

  expect(sound).toHaveBeenCalledTimes(3);
  expect(document.title).toBe('(1) Order not answered · Command centre Germany');

  alerts.put(alarm('alerts/a', Alert_Kind.ORDER_UNANSWERED, ['DE']));
  vi.advanceTimersByTime(9000);

  expect(sound).toHaveBeenCalledTimes(3);
  expect(document.title).toBe('Command centre Germany');
  stop();
});

test('what the other nation has acknowledged is still to be heard here', () => {
  const stop = followAlarms();

  alerts.put(alarm('alerts/a', Alert_Kind.ORDER_DECLINED, ['MA']));

  expect(sound).toHaveBeenCalledTimes(1);
  stop();
});

test('whoever needs help is heard before all others', () => {
  const stop = followAlarms();

  alerts.reset([alarm('alerts/a', Alert_Kind.ORDER_DECLINED), alarm('alerts/b', Alert_Kind.NEED_HELP)]);

  expect(sound).toHaveBeenLastCalledWith(true);
  expect(document.title).toContain('NEED HELP');
  stop();
});

test('who has turned the sound off still reads it', () => {
  turnSound(false);
  const stop = followAlarms();

  alerts.put(alarm('alerts/a', Alert_Kind.NEED_HELP));

  expect(sound).not.toHaveBeenCalled();
  expect(document.title).toContain('(1)');
  stop();
});
