import { expect, test } from 'vitest';
import { en } from '../words/en';
import { join, phraseLanguages, phrases, read, spell, write, type Said } from './phrases';

const every: Said[] = phrases.flatMap((phrase) => {
  const [[name, choices = []] = []] = Object.entries(phrase.parameters);
  return name ? choices.map((value) => ({ phrase, values: { [name]: value } })) : [{ phrase, values: {} }];
});

test('every phrase says the same values in every language, and is one of its own', () => {
  const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
  const wrong = phrases.filter((phrase) => phraseLanguages.some((language) => !phrase[language] || String(values(phrase[language])) !== String(Object.keys(phrase.parameters))));

  expect(wrong).toEqual([]);
  expect(new Set(phrases.map(({ id }) => id)).size).toBe(phrases.length);
});

test('every group and every value has a word', () => {
  const words = phrases.flatMap(({ group, parameters }) => [`phraseGroup.${group}`, ...Object.keys(parameters).map((name) => `phraseValue.${name}`)]);

  expect(words.filter((word) => !(word in en))).toEqual([]);
});

test('what is kept in an order is read again, each phrase with its values, beside what was written freely', () => {
  const free = 'The gate code is 4711.\nAsk for Amal.';

  expect(read(join(every, free))).toEqual({ said: every, free });
  expect(read('')).toEqual({ said: [], free: '' });
});

test('whoever knows no phrases reads English', () => {
  const said = every.find(({ phrase }) => phrase.id === 'stop-short') as Said;

  expect(write(said)).toBe('[stop-short metres=100] Stop 100 m before the place and report.');
  expect(spell(said, 'de')).toBe('100 m vor dem Einsatzort halten und melden.');
});

test.each([
  '[observe-only] Go in and shoot.',
  '[stop-short metres=500] Stop 100 m before the place and report.',
  '[stop-short metres=7] Stop 7 m before the place and report.',
  '[stop-short] Stop  m before the place and report.',
  '[observe-only minutes=15] Observe and report. Do not intervene.',
  '[no-such-phrase] Observe and report. Do not intervene.',
  ' [observe-only] Observe and report. Do not intervene.',
])('what only looks like a phrase is free text: %s', (line) => {
  expect(read(line)).toEqual({ said: [], free: line });
});
