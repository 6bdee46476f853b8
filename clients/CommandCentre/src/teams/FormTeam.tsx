import { useSignal } from '@preact/signals';
import { FormationService, type ProposeTeamsResponse } from '../contracts/taskforce/roster/v1/formation_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { clientOf } from '../wire/transport';
import { Shortfalls } from '../whys/Shortfalls';
import { durationMs } from '../words/format';
import { say } from '../words/words';
import { AskAbout } from './AskAbout';
import { Compare } from './Compare';
import { Proposal } from './Proposal';
import { asItIs, forgetAbout, isSupposed, leaveOut, toWhatIf, want, type Named, type Supposition } from './supposition';

const most = 3;

/** Asks for the best valid teams, as things are or as somebody supposes, and takes one. */
export function FormTeam({ mission }: { mission: Mission }) {
  const answer = useSignal<ProposeTeamsResponse | null>(null);
  const supposed = useSignal<Supposition>(asItIs);
  // When the best team is there as things are; to compare with.
  const plainMs = useSignal<number | null>(null);
  const propose = useAct(async ({ options }) => {
    const requirement = mission.requirement ? { requirement: mission.requirement } : {};
    answer.value = await clientOf(FormationService).proposeTeams({ ...requirement, maxProposals: most, whatIf: toWhatIf(supposed.value) }, options);
    const [best] = answer.value.proposals;
    plainMs.value = isSupposed(supposed.value) ? plainMs.value : best ? durationMs(best.latestArrival) : null;
  });
  const suppose = (next: Supposition) => {
    supposed.value = next;
    void propose.run();
  };
  return (
    <section class="fields">
      <h3>{say('step.form')}</h3>
      <ActButton act={propose} kind={answer.value ? '' : 'main'}>
        {say(answer.value ? 'team.again' : 'team.propose')}
      </ActButton>
      {isSupposed(supposed.value) && <Supposed supposed={supposed.value} change={suppose} />}
      {answer.value && answer.value.proposals.length > 1 && <Compare proposals={answer.value.proposals} />}
      {answer.value?.proposals.map((proposal, place) => (
        <Proposal key={place} place={place + 1} proposal={proposal} mission={mission} plainMs={isSupposed(supposed.value) ? plainMs.value : null} leaveOut={(who) => suppose(leaveOut(supposed.value, who))} />
      ))}
      {answer.value?.proposals.length === 0 && <NoTeam answer={answer.value} override={() => suppose({ ...supposed.value, overrides: true })} />}
      {answer.value && <AskAbout mission={mission} supposed={supposed.value} want={(who) => suppose(want(supposed.value, who))} />}
    </section>
  );
}

function Supposed({ supposed, change }: { supposed: Supposition; change(next: Supposition): void }) {
  const chip = (word: 'suppose.without' | 'suppose.having', who: Named) => (
    <li key={who.member}>
      <button type="button" onClick={() => change(forgetAbout(supposed, who))}>
        {say(word, { who: who.callSign })} <span aria-hidden="true">✕</span>
        <span class="unseen">{say('suppose.takeBack')}</span>
      </button>
    </li>
  );
  return (
    <div>
      <strong>{say('suppose.title')}</strong>
      <ul class="chips">
        {supposed.without.map((who) => chip('suppose.without', who))}
        {supposed.having.map((who) => chip('suppose.having', who))}
        {supposed.overrides && (
          <li>
            <button type="button" onClick={() => change({ ...supposed, overrides: false })}>
              {say('suppose.overrides')} <span aria-hidden="true">✕</span>
              <span class="unseen">{say('suppose.takeBack')}</span>
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}

function NoTeam({ answer, override }: { answer: ProposeTeamsResponse; override(): void }) {
  return (
    <div role="alert" class="fields">
      <Shortfalls shortfalls={answer.shortfalls} conflict={answer.conflict} />
      {answer.conflict?.relax.includes('duty-time') && (
        <button type="button" onClick={override}>
          {say('suppose.overrides')}
        </button>
      )}
    </div>
  );
}
