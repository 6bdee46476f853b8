import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { HandoverService, type DeskWatch } from '../contracts/taskforce/tasking/v1/handover_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { isOver } from '../queue/entry';
import { titleOf } from '../missions/title';
import { handovers, missions } from '../records/records';
import { nation, session } from '../session/session';
import { addressOf } from '../shell/route';
import { clientOf, inTime } from '../wire/transport';
import { localTime, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { HandoverPanel } from './HandoverPanel';
import { OfferForm } from './OfferForm';

const holderOf = (mission: Mission) => mission.responsibilities.find((each) => each.nation === nation.value)?.holder ?? '';

/** Who is on watch, what the viewer answers for, and passing it on: never nobody. */
export function DeskPanel() {
  const subject = session.value?.subject ?? '';
  const watches = useSignal<readonly DeskWatch[]>([]);
  const calls = clientOf(HandoverService);
  const read = async () => {
    watches.value = (await calls.listDeskWatches({ nation: nation.value }, inTime())).deskWatches;
  };
  useEffect(() => void read().catch(() => undefined), []);
  const begin = useAct(({ requestId, options }) => calls.beginWatch({ requestId }, options).then(read));
  const end = useAct(({ requestId, options }) => calls.endWatch({ requestId }, options).then(read));
  const live = [...missions.all.value.values()].filter((mission) => !isOver(mission));
  const [mine, desks] = [live.filter((mission) => holderOf(mission) === subject), live.filter((mission) => holderOf(mission) === `desks/${nation.value}`)];
  const isOnWatch = watches.value.some(({ person }) => person === subject);
  const offers = [...handovers.all.value.values()].filter(({ from, to }) => from === subject || to === subject);
  return (
    <div class="panel">
      <h2>{say('desk.title')}</h2>
      <section class="fields">
        <h3>{say('desk.onWatch')}</h3>
        <ul class="links">
          {watches.value.map(({ person, beginTime }) => (
            <li key={person}>
              <bdi>{person}</bdi> <small>{localTime(toMs(beginTime))}</small>
            </li>
          ))}
          {watches.value.length === 0 && <li>{say('desk.nobody')}</li>}
        </ul>
        <ActButton act={isOnWatch ? end : begin}>{say(isOnWatch ? 'desk.end' : 'desk.begin')}</ActButton>
      </section>
      {offers.map((offer) => (
        <HandoverPanel key={offer.name} handover={offer} />
      ))}
      <section class="fields">
        <h3>{say('desk.mine', { count: mine.length })}</h3>
        <Missions of={mine} />
        {mine.length > 0 && <OfferForm others={watches.value.map(({ person }) => person).filter((person) => person !== subject)} />}
      </section>
      {desks.length > 0 && (
        <section class="fields">
          <h3>{say('desk.unheld', { count: desks.length })}</h3>
          {desks.map((mission) => (
            <Unheld key={mission.name} mission={mission} />
          ))}
        </section>
      )}
    </div>
  );
}

function Missions({ of }: { of: readonly Mission[] }) {
  return (
    <ul class="links">
      {of.map((mission) => (
        <li key={mission.name}>
          <a href={addressOf('desk', mission.name)}>
            <bdi>{titleOf(mission)}</bdi> · {say(`state.${mission.state}` as Word)}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Unheld({ mission }: { mission: Mission }) {
  const take = useAct(async ({ requestId, options }) => {
    missions.put(await clientOf(HandoverService).takeOverMission({ mission: mission.name, requestId }, options));
  });
  return (
    <div class="unheld">
      <Missions of={[mission]} />
      <ActButton act={take}>{say('desk.take')}</ActButton>
    </div>
  );
}
