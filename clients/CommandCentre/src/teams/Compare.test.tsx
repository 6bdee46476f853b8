import { create } from '@bufbuild/protobuf';
import { render } from 'preact';
import { expect, test } from 'vitest';
import { TeamProposalSchema } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { speak } from '../words/words';
import { Compare } from './Compare';

const proposal = (minutes: number, skills: string[], nations: string[]) =>
  create(TeamProposalSchema, { latestArrival: { seconds: BigInt(minutes * 60) }, sharedLanguage: 'fr', members: nations.map((nation) => ({ nation, skills, languages: ['fr'] })) });

test('proposals stand side by side, with what not all of them have', () => {
  speak('en');
  const place = document.createElement('div');
  render(<Compare proposals={[proposal(70, ['liaison', 'surveillance'], ['DE', 'MA']), proposal(90, ['liaison'], ['DE', 'MA', 'MA'])]} />, place);

  expect([...place.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
    ['All there in', '1 hr 10 mins', '1 hr 30 mins'],
    ['Nation', 'Germany\u00a01 · Morocco\u00a01', 'Germany\u00a01 · Morocco\u00a02'],
    ['Common language', 'French', 'French'],
    ['Languages that not all have', '–', '–'],
    ['Qualifications that not all have', 'surveillance', '–'],
    ['Legal until', 'the planned end', 'the planned end'],
  ]);
});
