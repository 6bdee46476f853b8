import { useSignal } from '@preact/signals';
import { FormationService, type ProposeTeamsResponse, type TeamProposal } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { missions } from '../records/records';
import { TeamTable } from '../missions/TeamTable';
import { clientOf } from '../wire/transport';
import { durationMs, languageName, localDateTime, span, toMs } from '../words/format';
import { say } from '../words/words';

/** Asks for the best valid teams and takes one. */
export function FormTeam({ mission }: { mission: Mission }) {
  const answer = useSignal<ProposeTeamsResponse | null>(null);
  const propose = useAct(async ({ options }) => {
    answer.value = await clientOf(FormationService).proposeTeams({ ...(mission.requirement ? { requirement: mission.requirement } : {}), maxProposals: 3 }, options);
  });
  return (
    <section class="fields">
      <h3>{say('step.form')}</h3>
      <ActButton act={propose} kind={answer.value ? '' : 'main'}>
        {say(answer.value ? 'team.again' : 'team.propose')}
      </ActButton>
      {answer.value?.proposals.map((proposal, place) => <Proposal key={place} place={place + 1} proposal={proposal} mission={mission} />)}
      {answer.value?.proposals.length === 0 && (
        <ul class="problems" role="alert">
          {answer.value.shortfalls.map((shortfall) => (
            <li key={shortfall.requirement} dir="auto">
              {shortfall.message}
            </li>
          ))}
          {answer.value.conflict && <li dir="auto">{answer.value.conflict.message}</li>}
        </ul>
      )}
    </section>
  );
}

function Proposal({ place, proposal, mission }: { place: number; proposal: TeamProposal; mission: Mission }) {
  const assign = useAct(async ({ requestId, options }) => {
    const { members, assets } = proposal;
    missions.put(await clientOf(MissionService).assignTeam({ name: mission.name, etag: mission.etag, members, assets, requestId }, options));
  });
  const values = { arrival: span(durationMs(proposal.latestArrival)), language: languageName(proposal.sharedLanguage) };
  return (
    <article class="proposal">
      <h4>{say('team.proposal', { number: place, ...values })}</h4>
      {proposal.legalUntil && <p>{say('team.legalUntil', { time: localDateTime(toMs(proposal.legalUntil)) })}</p>}
      <TeamTable members={proposal.members} assets={proposal.assets} />
      <ActButton act={assign} kind={place === 1 ? 'main' : ''}>
        {say('team.take')}
      </ActButton>
    </article>
  );
}
