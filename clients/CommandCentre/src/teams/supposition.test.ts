import { expect, test } from 'vitest';
import { asItIs, forgetAbout, isSupposed, leaveOut, toWhatIf, want } from './supposition';

const falke = { member: 'members/de-falke-03', callSign: 'Falke 03' };
const atlas = { member: 'members/ma-atlas-01', callSign: 'Atlas 01' };

test('who is left out and then wanted is wanted', () => {
  const supposed = want(leaveOut(leaveOut(asItIs, falke), atlas), falke);

  expect(toWhatIf(supposed)).toEqual({ excluded: ['members/ma-atlas-01'], included: ['members/de-falke-03'], overrideDutyTime: false });
});

test('nobody is named twice', () => {
  expect(leaveOut(leaveOut(asItIs, falke), falke).without).toEqual([falke]);
});

test('what is taken back is not supposed any more', () => {
  expect(isSupposed(leaveOut(asItIs, falke))).toBe(true);
  expect(isSupposed(forgetAbout(leaveOut(asItIs, falke), falke))).toBe(false);
  expect(isSupposed({ ...asItIs, overrides: true })).toBe(true);
});
