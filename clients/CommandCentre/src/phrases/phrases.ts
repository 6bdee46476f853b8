import { languages, type Language } from '../words/words';
import catalogue from '../../../../protos/phrases.json';

/** A sentence of an order that exists in every language. */
export interface Phrase extends Record<Language, string> {
  /** Never given to another sentence. */
  id: string;
  /** What it is about. */
  group: string;
  /** What is said in it, and what may be said. */
  parameters: Readonly<Record<string, readonly number[]>>;
  /** The languages in which somebody of the agencies has read and approved it. */
  reviewed: readonly string[];
}

/** A phrase with what is said in it. */
export interface Said {
  phrase: Phrase;
  values: Readonly<Record<string, number>>;
}

/** The phrases, by what they are about. */
export const phrases = catalogue as unknown as readonly Phrase[];

/** A phrase in a language. */
export const spell = ({ phrase, values }: Said, language: Language) => phrase[language].replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));

/** As it is kept in an order: its id and values, then the English sentence for whoever knows no phrases. `[stop-short metres=500] Stop 500 m before the place and report.` */
export const write = (said: Said) => `[${[said.phrase.id, ...Object.entries(said.values).map(([name, value]) => `${name}=${value}`)].join(' ')}] ${spell(said, 'en')}`;

/** What is kept in an order, taken apart: its phrases, and what was written freely. */
export function read(instructions: string): { said: Said[]; free: string } {
  const lines = instructions.split('\n').map((line) => ({ line, said: readLine(line) }));
  return { said: lines.flatMap(({ said }) => said ?? []), free: lines.filter(({ said }) => !said).map(({ line }) => line).join('\n') };
}

/** The same put together. */
export const join = (said: readonly Said[], free: string) => [...said.map(write), ...(free ? [free] : [])].join('\n');

/** Whether somebody has approved all phrases in a language. */
export const isReviewed = (said: readonly Said[], language: Language) => said.every(({ phrase }) => phrase.reviewed.includes(language));

/** The languages of a phrase. */
export const phraseLanguages = Object.keys(languages) as Language[];

// Only what says in English exactly what it says elsewhere: nobody can make two nations read two different orders.
function readLine(line: string): Said | undefined {
  const [, id, rest = ''] = /^\[([a-z-]+)((?: \w+=\d{1,6})*)\] /.exec(line) ?? [];
  const phrase = phrases.find((one) => one.id === id);
  const values = Object.fromEntries(rest.trim().split(' ').filter(Boolean).map((pair) => pair.split('=')).map(([name, value]) => [name, Number(value)]));
  const said = phrase && { phrase, values };
  const isWhole = said && Object.keys(values).length === Object.keys(phrase.parameters).length && Object.entries(phrase.parameters).every(([name, choices]) => choices.includes(values[name] ?? NaN));
  return isWhole && write(said) === line ? said : undefined;
}
