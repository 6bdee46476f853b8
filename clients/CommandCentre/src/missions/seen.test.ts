import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { beforeEach, expect, test } from 'vitest';
import { MissionSchema } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { differences, lastSeen, remember, seenIn } from './seen';

const mission = (name: string, people: string[], end = 2000) =>
  create(MissionSchema, {
    name,
    title: 'Smuggling, Nador',
    members: people.map((callSign) => ({ callSign, nation: 'DE' })),
    period: { startTime: timestampFromMs(1000), endTime: timestampFromMs(end) },
  });

beforeEach(() => localStorage.clear());

test('what was exchanged is named, and what stayed is not', () => {
  const [before, now] = [seenIn(mission('missions/m', ['Falke 03', 'Falke 04'])), seenIn(mission('missions/m', ['Falke 04', 'Adler 01'], 3000))];

  expect(differences(before, now)).toEqual([
    { part: 'period', gone: ['2000'], added: ['3000'] },
    { part: 'people', gone: ['Falke 03 · DE'], added: ['Adler 01 · DE'] },
  ]);
});

test('nothing differs from itself', () => {
  const seen = seenIn(mission('missions/m', ['Falke 03']));

  expect(differences(seen, seen)).toEqual([]);
});

test('each person has their own memory, and of what is over there is none', () => {
  remember('commander.de', mission('missions/old', ['Falke 01']), () => true);
  remember('commander.de', mission('missions/m', ['Falke 03']), (name) => name === 'missions/m');

  expect(lastSeen('commander.de', 'missions/m')?.people).toEqual(['Falke 03 · DE']);
  expect(lastSeen('commander.de', 'missions/old')).toBeNull();
  expect(lastSeen('commander.ma', 'missions/m')).toBeNull();
});
