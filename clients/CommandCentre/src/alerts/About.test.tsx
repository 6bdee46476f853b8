import { create } from '@bufbuild/protobuf';
import { render } from 'preact';
import { beforeEach, expect, test } from 'vitest';
import { AlertSchema, Alert_Kind } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { MissionSchema } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { missions } from '../records/records';
import { speak } from '../words/words';
import { About } from './About';

const requirement = { place: { placeId: 'ma-nador', displayName: 'Nador' } };
const place = document.createElement('div');
const shown = () => (place.textContent ?? '').replaceAll(/[\u2066-\u2069]/g, '').trim();

beforeEach(() => {
  missions.reset([create(MissionSchema, { name: 'missions/m', title: 'Human trafficking, Nador', requirement })]);
  speak('fr');
});

test('an alert says whom and which mission it is about in the reader’s language', () => {
  render(<About alert={create(AlertSchema, { kind: Alert_Kind.ORDER_UNANSWERED, mission: 'missions/m', callSign: 'Falke 07', message: 'A member has not answered.' })} />, place);

  expect(shown()).toBe('Falke 07, Traite des êtres humains, Nador');
});

test('what somebody who calls for help said stands there as they said it', () => {
  render(<About alert={create(AlertSchema, { kind: Alert_Kind.NEED_HELP, callSign: 'Falke 07', words: 'Shots fired.', message: 'Falke 07 needs help: Shots fired.' })} />, place);

  expect(shown()).toBe('Falke 07 Shots fired.');
  expect(place.querySelector('q')?.getAttribute('dir')).toBe('auto');
});

test('if nothing of that is known there is the service’s sentence', () => {
  render(<About alert={create(AlertSchema, { message: 'Nobody has accepted it.' })} />, place);

  expect(shown()).toBe('Nobody has accepted it.');
  expect(place.querySelector('[lang=en]')).not.toBeNull();
});
