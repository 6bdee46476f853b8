import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { render, type ComponentChild } from 'preact';
import { beforeEach, expect, test, vi } from 'vitest';
import { ConflictSchema, ExplainMemberResponseSchema, RuleBreachSchema, ShortfallSchema } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { Mandate_Power, Mandate_WeaponsRule } from '../contracts/taskforce/tasking/v1/mandate_service_pb';
import { MissionSchema } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { clientOf } from '../wire/transport';
import { speak } from '../words/words';
import { Breach } from './Breach';
import { Explained } from './Explained';
import { Impairments } from './Impairments';
import { Mandate } from './Mandate';
import { Shortfalls } from './Shortfalls';

vi.mock('../wire/transport', () => ({ clientOf: vi.fn(), inTime: () => ({}) }));

const hour = 3_600_000;
let place: HTMLElement;
const shown = () => (place.textContent ?? '').replaceAll(/[\u2066-\u2069]/g, '').replaceAll(/\s+/g, ' ').trim();
const show = (what: ComponentChild) => {
  render(what, place);
  return shown();
};

beforeEach(() => {
  place = document.createElement('div');
  speak('de');
});

test('a duty-time rule that is broken is said with its numbers, whatever an agency calls it', () => {
  const breach = (more: MessageInitShape<typeof RuleBreachSchema>) =>
    show(<Breach of={create(RuleBreachSchema, { callSign: 'Falke 07', rule: 'tarif-7', time: timestampFromMs(Date.UTC(2030, 2, 1, 18)), limit: durationFromMs(14 * hour), ...more })} />);

  expect(breach({ window: durationFromMs(24 * hour), actual: durationFromMs(16.5 * hour) })).toMatch(/^Falke 07: 16 Std\. 30 Min\. Dienst innerhalb von 1 T.*, erlaubt sind 14 Std\.; ab 0[12]\.03\.2030.*tarif-7$/);
  expect(breach({ actual: durationFromMs(6 * hour) })).toContain('6 Std. Ruhe, nötig sind 14 Std.;');
});

test('a breach that another nation does not show is withheld', () => {
  expect(show(<Breach of={create(RuleBreachSchema, {})} />)).toBe('(nicht freigegeben): (nicht freigegeben)');
});

test('what is missing for a team, who comes closest, and what cannot be had together', () => {
  const shortfalls = [
    create(ShortfallSchema, { requirement: 'skill:maritime-search', needed: 2, available: 1, message: '1 available.', closest: [{ displayName: 'Atlas 13', rules: ['leave', 'skill'], obstacle: 'is on leave' }] }),
    create(ShortfallSchema, { requirement: 'mandate', needed: 1, message: 'It does not cover FR.' }),
  ];
  const conflict = create(ConflictSchema, { core: ['nation:MA', 'seats'], relax: ['duty-time', 'max_travel_time'], message: 'English.' });

  const text = show(<Shortfalls shortfalls={shortfalls} conflict={conflict} />);

  expect(text).toContain('die Qualifikation Seefahndung: 1 verfügbar, 2 nötig');
  expect(text).toMatch(/Atlas 13: Urlaub, Qualifikation \(is on leave\)/);
  expect(text).toContain('Gibt es nicht: ein Mandat');
  expect(text).toContain('Zusammen nicht zu haben: Leute aus: Marokko, Sitzplätze für alle');
  expect(text).toMatch(/Ein Team gäbe es ohne: .*, die Grenze der Anreise/);
});

test('why a team may not go any more: a rule, or somebody', () => {
  const mission = create(MissionSchema, {
    members: [{ member: 'members/a', callSign: 'Falke 07' }],
    impairments: [
      { rule: 'language', message: 'No language.' },
      { rule: 'members/a', nation: 'DE', message: 'Falke 07 is sick' },
      { rule: '', nation: 'MA', message: '' },
    ],
  });

  const text = show(<Impairments mission={mission} />);

  expect(text).toContain('Nicht mehr erfüllt: eine gemeinsame Sprache');
  expect(text).toContain('Falke 07 ist nicht mehr einsetzbar');
  expect(text).toContain('(nicht freigegeben) ist nicht mehr einsetzbar');
});

test('what keeps somebody out, and what nobody has words for yet', () => {
  const said = create(ExplainMemberResponseSchema, { obstacles: [{ rule: 'leave', message: 'is on leave until Monday' }, { rule: 'eclipse', message: 'is in the dark' }], message: 'Falke 07 is on leave.' });

  const text = show(<Explained said={said} />);

  expect(place.querySelector('b')?.textContent).toBe('Urlaub');
  expect(text).toContain('is in the dark');
});

test('somebody who would be as early costs at least the travel', () => {
  const said = create(ExplainMemberResponseSchema, { available: true, proposal: {}, moreTravel: durationFromMs(hour) });

  expect(show(<Explained said={said} />)).toContain('mit insgesamt 1 Std. mehr Anreise');
});

test('what guests may do is in the reader’s language, beside the text that holds', async () => {
  const getMandate = vi.fn().mockResolvedValue({ powers: [Mandate_Power.ADVISE, Mandate_Power.SEARCH], weaponsRule: Mandate_WeaponsRule.NOT_CARRIED });
  vi.mocked(clientOf).mockReturnValue({ getMandate } as never);

  show(<Mandate mission={create(MissionSchema, { mandate: 'Sample mandate.', mandateName: 'mandates/m' })} />);

  await vi.waitFor(() => expect(shown()).toBe('Gäste dürfen: beraten, durchsuchenGäste tragen keine Waffen.Sample mandate.'));
});

test('without an answer the text that holds stands there alone', async () => {
  const getMandate = vi.fn().mockRejectedValue(new Error('away'));
  vi.mocked(clientOf).mockReturnValue({ getMandate } as never);

  show(<Mandate mission={create(MissionSchema, { mandate: 'Sample mandate.', mandateName: 'mandates/m' })} />);
  await vi.waitFor(() => expect(getMandate).toHaveBeenCalled());

  expect(shown()).toBe('Sample mandate.');
});
