import type { TeamProposal } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { missions } from '../records/records';
import { clientOf } from '../wire/transport';
import { called, durationMs, languageName, localDateTime, span, toMs } from '../words/format';
import { say } from '../words/words';
import type { Named } from './supposition';
import { nationsOf } from './Compare';
import { TeamList } from './TeamList';

interface Offered {
  /** 1 for the best. */
  place: number;
  proposal: TeamProposal;
  mission: Mission;
  /** When the best team is there as things are, milliseconds; null if there is nothing to compare with. */
  plainMs: number | null;
  leaveOut(who: Named): void;
}

/** A team that may go: who, when they are there, until when they may work; and what it costs to have it so. */
export function Proposal({ place, proposal, mission, plainMs, leaveOut }: Offered) {
  const assign = useAct(async ({ requestId, options }) => {
    const { members, assets } = proposal;
    missions.put(await clientOf(MissionService).assignTeam({ name: mission.name, etag: mission.etag, members, assets, requestId }, options));
  });
  const arrivalMs = durationMs(proposal.latestArrival);
  return (
    <article class="proposal">
      <h4>{say('team.proposal', { number: place, arrival: span(arrivalMs), language: languageName(proposal.sharedLanguage) })}</h4>
      <p>
        {nationsOf(proposal)} {plainMs !== null && <Difference ms={arrivalMs - plainMs} />}
      </p>
      {proposal.legalUntil && <p>{say('team.legalUntil', { time: localDateTime(toMs(proposal.legalUntil)) })}</p>}
      <TeamList
        members={proposal.members}
        assets={proposal.assets}
        tools={(member) => (
          <div class="team-tools">
            <button type="button" class="quiet" onClick={() => leaveOut(member)}>
              {say('suppose.leaveOut', { who: called(member.callSign) })}
            </button>
          </div>
        )}
      />
      <ActButton act={assign} kind={place === 1 ? 'main' : ''}>
        {say('team.take')}
      </ActButton>
    </article>
  );
}

/** How much later than the best team, or earlier. */
export function Difference({ ms }: { ms: number }) {
  if (Math.abs(ms) < 1000) {
    return <span>{say('suppose.same')}</span>;
  }

  return <span class={ms > 0 ? 'worse' : 'better'}>{say(ms > 0 ? 'suppose.later' : 'suppose.earlier', { time: span(Math.abs(ms)) })}</span>;
}
