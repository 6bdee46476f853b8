import { HotspotService, Hotspot_State, type Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { MissionService, Mission_State } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { titleOf } from '../missions/title';
import { isOver } from '../queue/entry';
import { hotspots, missions } from '../records/records';
import { addressOf, go } from '../shell/route';
import { now } from '../wire/clock';
import { clientOf } from '../wire/transport';
import { listed, localDateTime, nationName, span, toMs } from '../words/format';
import { isolate, say, type Word } from '../words/words';
import { placeName } from '../map/places';

/** What is known of a hotspot, and the missions to it. */
export function HotspotPanel({ hotspot }: { hotspot: Hotspot }) {
  const there = [...missions.all.value.values()].filter((mission) => mission.hotspot === hotspot.name);
  const plan = useAct(async ({ requestId, options }) => {
    const mission = await clientOf(MissionService).createMission({ requestId, mission: { hotspot: hotspot.name } }, options);
    missions.put(mission);
    go('desk', mission.name);
  });
  const [created, expires] = [toMs(hotspot.createTime), toMs(hotspot.expireTime)];
  return (
    <article class="panel">
      <h2>{listed([say(`kind.${hotspot.kind}` as Word), isolate(placeName(hotspot.place))])}</h2>
      <dl class="facts">
        <dt>{say('hotspot.severity')}</dt>
        <dd>{say(`severity.${hotspot.severity}` as Word)}</dd>
        <dt>{say('hotspot.host')}</dt>
        <dd>{nationName(hotspot.hostNation)}</dd>
        <dt>{say('hotspot.reported')}</dt>
        <dd>
          {localDateTime(created)} ({say('queue.age', { age: span(now.value - created) })})
        </dd>
        {expires > 0 && <dt>{say('hotspot.expires')}</dt>}
        {expires > 0 && <dd>{localDateTime(expires)}</dd>}
        {hotspot.source && <dt>{say('hotspot.source')}</dt>}
        {hotspot.source && (
          <dd>
            <bdi>{hotspot.source}</bdi>
          </dd>
        )}
      </dl>
      {hotspot.remote && <p>{say('hotspot.remote')}</p>}
      {hotspot.description && (
        <blockquote dir="auto">
          {hotspot.description}
          <small>{say('freeText')}</small>
        </blockquote>
      )}
      <ul class="links">
        {there.map((mission) => (
          <li key={mission.name}>
            <a href={addressOf('desk', mission.name)}>
              <bdi>{titleOf(mission)}</bdi> · {say(`state.${mission.state}` as Word)}
            </a>
          </li>
        ))}
      </ul>
      {hotspot.state === Hotspot_State.ACTIVE ? (
        <>
          <ActButton act={plan} kind="main">
            {say('step.plan')}
          </ActButton>
          {there.every(isOver) && <Close hotspot={hotspot} isNext={there.some((mission) => mission.state === Mission_State.COMPLETED)} />}
        </>
      ) : (
        <p>{say('hotspot.closed')}</p>
      )}
    </article>
  );
}

// Nothing has to be done there any more.
function Close({ hotspot: { name, etag }, isNext }: { hotspot: Hotspot; isNext: boolean }) {
  const close = useAct(async ({ requestId, options }) => {
    hotspots.put(await clientOf(HotspotService).closeHotspot({ name, etag, requestId }, options));
  });
  return (
    <details open={isNext}>
      <summary>{say('hotspot.close')}</summary>
      <ActButton act={close} kind="danger">
        {say('hotspot.close')}
      </ActButton>
    </details>
  );
}
