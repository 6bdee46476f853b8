import { expect, test } from 'vitest';
import { languageName, nationName, span } from './format';
import { language } from './words';

test('what is no nation is shown as it is, and breaks nothing', () => {
  language.value = 'en';

  expect(nationName('DE')).toBe('Germany');
  expect(['', 'DE MA', 'x'].map(nationName)).toEqual(['', 'DE MA', 'x']);
});

test('every language of both nations has a name', () => {
  language.value = 'de';

  expect(['ar', 'fr', 'ber'].map(languageName)).toEqual(['Arabisch', 'Französisch', 'Tamazight']);
});

test('a stretch of time has its two largest units', () => {
  language.value = 'en';

  expect(span(((2 * 60 + 5) * 60 + 9) * 1000)).toBe('2 hrs 5 mins');
  expect(span(400)).toBe('0 secs');
});
