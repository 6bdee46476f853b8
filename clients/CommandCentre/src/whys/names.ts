import { assetName, languageName, nationName, skillName } from '../words/format';
import { en } from '../words/en';
import { say, type Word } from '../words/words';

const named: Record<string, (what: string) => string> = { skill: skillName, crew: skillName, asset: assetName, nation: nationName, language: languageName };

/** What a service calls a requirement or a rule, such as `skill:maritime-search` or `duty-time`, in the reader's language; as it is if nobody has words for it. */
export function needName(code: string): string {
  const [kind = '', what = ''] = code.split(':');
  // `skill:boat-handling` is a qualification that is needed, `skill` that somebody's does not count.
  const [need, rule] = [`need.${kind}`, `rule.${kind}`];
  const word = (what ? [need, rule] : [rule, need]).find((known) => known in en);
  return word ? say(word as Word, what ? { what: named[kind]?.(what) ?? what } : {}) : code;
}

/** Whether there are words for a rule that keeps somebody out. */
export const isRule = (rule: string) => `rule.${rule}` in en;
