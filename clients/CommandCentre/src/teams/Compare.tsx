import type { TeamProposal } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { Wide } from '../shell/Wide';
import { durationMs, languageName, listed, localDateTime, nationName, number, skillName, span, toMs } from '../words/format';
import { say } from '../words/words';

/** The proposals side by side: what the choice between them turns on. */
export function Compare({ proposals }: { proposals: readonly TeamProposal[] }) {
  const row = (name: string, tell: (proposal: TeamProposal) => string) => (
    <tr>
      <th scope="row">{name}</th>
      {proposals.map((proposal, place) => (
        <td key={place}>{tell(proposal)}</td>
      ))}
    </tr>
  );
  return (
    <Wide label={say('compare.title')}>
      <table class="compare">
        <caption>{say('compare.title')}</caption>
        <thead>
          <tr>
            <td />
            {proposals.map((_, place) => (
              <th key={place} scope="col">
                {number(place + 1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row(say('compare.arrival'), ({ latestArrival }) => span(durationMs(latestArrival)))}
          {row(say('team.nation'), (proposal) => nationsOf(proposal))}
          {row(say('compare.language'), ({ sharedLanguage }) => languageName(sharedLanguage))}
          {row(say('compare.languages'), (proposal) => listed(own(proposal, proposals, 'languages').map(languageName)) || '–')}
          {row(say('compare.skills'), (proposal) => listed(own(proposal, proposals, 'skills').map(skillName)) || '–')}
          {row(say('compare.until'), ({ legalUntil }) => (legalUntil ? localDateTime(toMs(legalUntil)) : say('compare.end')))}
        </tbody>
      </table>
    </Wide>
  );
}

const all = ({ members }: TeamProposal, what: 'languages' | 'skills') => new Set(members.flatMap((member) => member[what]));

/** What a proposal has and not each of the others: what all have does not help to choose. */
const own = (proposal: TeamProposal, proposals: readonly TeamProposal[], what: 'languages' | 'skills') =>
  [...all(proposal, what)].filter((id) => !proposals.every((other) => all(other, what).has(id))).sort();

/** How many of which nation. */
export const nationsOf = ({ members }: TeamProposal) =>
  [...new Set(members.map(({ nation }) => nation))].map((code) => `${nationName(code)}\u00a0${number(members.filter(({ nation }) => nation === code).length)}`).join(' · ');
