import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Position_State } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { TeamMember_Role } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { Member_Duty } from '../contracts/taskforce/roster/v1/member_service_pb';
import { Alert_Kind } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { Order_EscalationAction, Order_Rung, Order_Stage } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { Hotspot_Kind, Hotspot_Severity } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { Mandate_Power, Mandate_WeaponsRule } from '../contracts/taskforce/tasking/v1/mandate_service_pb';
import { Mission_Approval_Decision, Mission_State } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { Operation_Obstacle_Kind, Operation_Readiness, Operation_State } from '../contracts/taskforce/tasking/v1/operation_service_pb';
import { TravelMode } from '../contracts/taskforce/type/v1/geography_pb';
import { ar } from './ar';
import { de } from './de';
import { en } from './en';
import { fr } from './fr';
import { language, say, type Language } from './words';

const dictionaries: Record<Language, Record<string, string>> = { en, de, fr, ar };
const plural = /_(zero|one|two|few|many|other)$/;
const stemOf = (key: string) => key.replace(plural, '');
const stems = (words: Record<string, string>) => new Set(Object.keys(words).map(stemOf));
const source = sourceText(join(import.meta.dirname, '..'));

describe.each(Object.entries(dictionaries))('the words of %s', (code, words) => {
  test('say all that English says, and nothing else', () => {
    expect([...stems(words)].sort()).toEqual([...stems(en)].sort());
  });

  test('have every plural form that the language needs', () => {
    const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    const counted = [...new Set(Object.keys(words).filter((key) => plural.test(key)).map(stemOf))];

    const missing = counted.flatMap((stem) => needed.filter((form) => !(`${stem}_${form}` in words)).map((form) => `${stem}_${form}`));

    expect(missing).toEqual([]);
  });

  test('name the same values as English', () => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    const english: Record<string, string> = en;
    const wrong = Object.keys(words).filter((key) => key in english && !plural.test(key) && String(values(words[key] ?? '')) !== String(values(english[key] ?? '')));

    expect(wrong).toEqual([]);
  });
});

test.each(Object.entries({
  kind: Hotspot_Kind,
  severity: Hotspot_Severity,
  state: Mission_State,
  decision: Mission_Approval_Decision,
  alert: Alert_Kind,
  rung: Order_Rung,
  stage: Order_Stage,
  escalation: Order_EscalationAction,
  notDone: Order_EscalationAction,
  escalate: Order_EscalationAction,
  part: TeamMember_Role,
  mode: TravelMode,
  duty: Member_Duty,
  position: Position_State,
  operation: Operation_State,
  obstacle: Operation_Obstacle_Kind,
  readiness: Operation_Readiness,
  power: Mandate_Power,
  weapons: Mandate_WeaponsRule,
}))('every %s of the contracts has a word', (family, values: Record<string | number, string | number>) => {
  const numbers = Object.values(values).filter((value) => typeof value === 'number' && value > 0);

  expect(numbers.map((value) => `${family}.${value}`).filter((key) => !(key in en))).toEqual([]);
});

test('every word is used somewhere', () => {
  // A key such as `state.4` is made of its family and a number.
  const families = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map(([, family]) => family ?? '');
  const unused = [...stems(en)].filter((key) => !source.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)));

  expect(unused).toEqual([]);
});

test('a name in a sentence is kept together whichever way the sentence runs', () => {
  language.value = 'ar';

  expect(say('escalation.1', { who: 'DE-FALKE-07' })).toContain('\u2068DE-FALKE-07\u2069');
});

test('a count has the form that the language asks for', () => {
  language.value = 'ar';
  const forms = [1, 2, 3, 11, 100].map((count) => say('queue.mine', { count }));

  expect(new Set(forms).size).toBe(5);
});

function sourceText(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && !/\.test\./.test(file.name) && !/^(ar|de|en|fr)\.ts$/.test(file.name) && !file.parentPath.includes('/contracts'))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n');
}
