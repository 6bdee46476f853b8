import { useSignal } from '@preact/signals';
import { Mission_State, MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { isOver } from '../queue/entry';
import { missions } from '../records/records';
import { isCommander, nation } from '../session/session';
import { clientOf } from '../wire/transport';
import { called, listed, nationName } from '../words/format';
import { isolate, say, type Word } from '../words/words';
import { titleOf } from './title';

/** The missions whose team a mission could take: live, with a team, and less urgent; the least urgent first. How much less is the deployment's rule, which the service knows. */
export const holdersFor = (mission: Mission, all: Iterable<Mission>) =>
  [...all].filter((other) => other.name !== mission.name && other.team && !isOver(other) && other.priority < mission.priority).sort((one, other) => one.priority - other.priority);

/** To take the team of a mission that is less urgent: what would be taken from whom before it is done, and who has to agree. */
export function Preempt({ mission }: { mission: Mission }) {
  const reason = draft(`preempt.${mission.name}`);
  const chosen = useSignal('');
  const holders = holdersFor(mission, missions.all.value.values());
  const holder = holders.find(({ name }) => name === chosen.value);
  const take = useTaking(mission, () => ({ from: chosen.value, reason: reason.value }));
  if (mission.preemption) {
    return <Pending mission={mission} />;
  }

  if (holders.length === 0) {
    return null;
  }

  return (
    <details>
      <summary>{say('preempt.title')}</summary>
      <div class="fields">
        <Field label={say('preempt.from')}>
          <select value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            <option value="" />
            {holders.map((one) => (
              <option key={one.name} value={one.name}>
                {titleOf(one)} · {say(`state.${one.state}` as Word)}
              </option>
            ))}
          </select>
        </Field>
        {holder && <Taken from={holder} />}
        <Field label={say('mission.reason')} hint={say('freeText')}>
          <input maxLength={500} dir="auto" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        </Field>
        <ActButton act={take} kind="danger" disabled={!isCommander.value || !holder || reason.value.trim() === ''}>
          {say('preempt.take')}
        </ActButton>
      </div>
    </details>
  );
}

function Taken({ from }: { from: Mission }) {
  const nations = [...new Set(from.members.map((member) => member.nation))];
  return (
    <div class="changed" role="status">
      <strong>{say(from.state >= Mission_State.ORDERED ? 'preempt.recalls' : 'preempt.leaves', { mission: titleOf(from) })}</strong>
      <ul>
        {from.members.map((member) => (
          <li key={member.member + member.callSign}>
            <bdi>{called(member.callSign)}</bdi> {say(`part.${member.role}` as Word)}, {nationName(member.nation)}
          </li>
        ))}
      </ul>
      {say('preempt.asks', { nations: listed(nations.map(nationName)) })}
    </div>
  );
}

// What one nation has begun, and the others have yet to agree to.
function Pending({ mission }: { mission: Mission }) {
  const { from = '', reason = '', consents = [], missingNations = [] } = mission.preemption ?? {};
  const holder = missions.all.value.get(from);
  const agree = useTaking(mission, () => ({ from, reason }));
  return (
    <section class="fields" role="status">
      <h3>{say('preempt.title')}</h3>
      {holder && <Taken from={holder} />}
      <p dir="auto">{reason}</p>
      <p>
        {say('preempt.agreed', { nations: listed(consents.map((consent) => nationName(consent.nation))) })}{' '}
        {missingNations.length > 0 && say('preempt.missing', { nations: listed(missingNations.map((code) => isolate(nationName(code)))) })}
      </p>
      {missingNations.includes(nation.value) && (
        <ActButton act={agree} kind="danger" disabled={!isCommander.value}>
          {say('preempt.agree', { nation: nationName(nation.value) })}
        </ActButton>
      )}
    </section>
  );
}

function useTaking({ name, etag }: Mission, what: () => { from: string; reason: string }) {
  return useAct(async ({ requestId, options }) => {
    missions.put(await clientOf(MissionService).preemptTeam({ name, etag, requestId, ...what() }, options));
    forget(`preempt.${name}`);
  });
}
