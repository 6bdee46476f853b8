import { Mission_State, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { placeName } from '../map/places';
import { MissionInstructions } from '../phrases/MissionInstructions';
import { hotspots } from '../records/records';
import { addressOf } from '../shell/route';
import { ReportPanel } from '../reports/ReportPanel';
import { FormTeam } from '../teams/FormTeam';
import { TeamList } from '../teams/TeamList';
import { Impairments } from '../whys/Impairments';
import { Mandate } from '../whys/Mandate';
import { nationName, localDateTime, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { isOver } from '../queue/entry';
import { Ending } from './Ending';
import { Exchanges } from './Exchanges';
import { Keys } from './Keys';
import { Orders } from './Orders';
import { Preempt } from './Preempt';
import { titleOf } from './title';
import { TimeLine } from './TimeLine';
import './missions.css';

const beforeTeam: ReadonlySet<Mission_State> = new Set([Mission_State.DRAFT, Mission_State.REJECTED]);

/** A mission: what comes next on top, then everything that is known of it. */
export function MissionPanel({ mission }: { mission: Mission }) {
  const hotspot = hotspots.all.value.get(mission.hotspot);
  return (
    <article class="panel">
      <h2>
        <bdi>{titleOf(mission)}</bdi> <span class={`state state-${mission.state}`}>{say(`state.${mission.state}` as Word)}</span>
      </h2>
      <dl class="facts">
        <dt>{say('mission.hotspot')}</dt>
        <dd>
          {hotspot ? (
            <a href={addressOf('desk', mission.hotspot)}>
              {say(`kind.${hotspot.kind}` as Word)} · <bdi>{placeName(hotspot.place)}</bdi>
            </a>
          ) : (
            <bdi>{mission.hotspot}</bdi>
          )}
        </dd>
        <dt>{say('mission.lead')}</dt>
        <dd>{nationName(mission.leadNation)}</dd>
        <dt>{say('mission.period')}</dt>
        <dd>
          {localDateTime(toMs(mission.period?.startTime))} – {localDateTime(toMs(mission.period?.endTime))}
        </dd>
        {mission.mandate && <dt>{say('mission.mandate')}</dt>}
        {mission.mandate && (
          <dd>
            <Mandate mission={mission} />
          </dd>
        )}
        {mission.reason && <dt>{say('mission.reason')}</dt>}
        {mission.reason && <dd dir="auto">{mission.reason}</dd>}
      </dl>
      {mission.impairments.length > 0 && <Impairments mission={mission} />}
      {!isOver(mission) && <Exchanges mission={mission} />}
      {beforeTeam.has(mission.state) && <FormTeam mission={mission} />}
      {beforeTeam.has(mission.state) && <Preempt mission={mission} />}
      <MissionInstructions mission={mission} />
      {mission.team && !isOver(mission) && <Keys mission={mission} />}
      {mission.members.length > 0 && !beforeTeam.has(mission.state) && <TeamList members={mission.members} assets={mission.assets} />}
      {mission.orders.length > 0 && <Orders mission={mission} />}
      {!isOver(mission) && <Ending mission={mission} />}
      {isOver(mission) && <ReportPanel mission={mission} />}
      <TimeLine mission={mission} />
    </article>
  );
}
