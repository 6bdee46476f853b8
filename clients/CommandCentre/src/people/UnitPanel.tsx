import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { PositionService, type Position } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import type { Member } from '../contracts/taskforce/roster/v1/member_service_pb';
import { FaultNote } from '../forms/FaultNote';
import { lookAt } from '../map/look';
import { placeName } from '../map/places';
import { readTrack, track } from '../map/track';
import { titleOf } from '../missions/title';
import { missions } from '../records/records';
import { addressOf } from '../shell/route';
import { now } from '../wire/clock';
import { toFault, type Fault } from '../wire/fault';
import { clientOf, inTime } from '../wire/transport';
import { called, languageName, listed, nationName, number, skillName, span, toMs } from '../words/format';
import { say, type Word } from '../words/words';

/** Somebody: who, where, how old that is, and on what mission. */
export function UnitPanel({ member }: { member: Member }) {
  const position = useSignal<Position | null>(null);
  const fault = useSignal<Fault | null>(null);
  useEffect(() => {
    const parent = `positions/${member.name}`;
    clientOf(PositionService)
      .getPosition({ name: parent }, inTime())
      .then((found) => {
        position.value = found;
        const at = (found.lastPlausible ?? found.report)?.location;
        lookAt.value = at ? { ...at } : null;
      })
      .catch((thrown) => (fault.value = toFault(thrown)));
    void readTrack(parent);
    return () => (track.value = []);
  }, [member.name]);
  const there = [...missions.all.value.values()].filter((mission) => mission.team !== '' && mission.team === member.team);
  return (
    <article class="panel">
      <h2>
        <bdi>{called(member.callSign)}</bdi>
      </h2>
      <dl class="facts">
        <dt>{say('team.nation')}</dt>
        <dd>{nationName(member.nation)}</dd>
        <dt>{say('unit.duty')}</dt>
        <dd>{say(`duty.${member.duty}` as Word)}</dd>
        <dt>{say('unit.base')}</dt>
        <dd>
          <bdi>{placeName(member.homeBase)}</bdi>
        </dd>
        <dt>{say('team.languages')}</dt>
        <dd>{listed(member.languages.map(languageName))}</dd>
        <dt>{say('team.skills')}</dt>
        <dd>
          <bdi>{listed(member.qualifications.map(({ skill }) => skillName(skill)))}</bdi>
        </dd>
        {position.value && <Where position={position.value} />}
      </dl>
      {fault.value?.reason === 'POSITION_NOT_FOUND' ? <p>{say('unit.never')}</p> : <FaultNote fault={fault.value} />}
      {track.value.length > 1 && <p>{say('unit.track', { count: track.value.length })}</p>}
      <ul class="links">
        {there.map((mission) => (
          <li key={mission.name}>
            <a href={addressOf('desk', mission.name)}>
              <bdi>{titleOf(mission)}</bdi> · {say(`state.${mission.state}` as Word)}
            </a>
          </li>
        ))}
      </ul>
    </article>
  );
}

function Where({ position: { state, report, lastPlausible, uncertaintyMetres, stateReasons } }: { position: Position }) {
  const said = lastPlausible ?? report;
  return (
    <>
      <dt>{say('unit.position')}</dt>
      <dd>
        {say(`position.${state}` as Word)}
        {said && ` · ${say('queue.age', { age: span(now.value - toMs(said.eventTime)) })}`}
        {said?.location && (
          <div>
            <bdi dir="ltr">
              {number(said.location.latitude, 4)} {number(said.location.longitude, 4)}
            </bdi>
            {uncertaintyMetres !== undefined && ` ± ${number(uncertaintyMetres)} m`}
          </div>
        )}
        {stateReasons.map(({ code, text }) => (
          <small key={code} lang="en" dir="ltr">
            {text}
          </small>
        ))}
      </dd>
    </>
  );
}
