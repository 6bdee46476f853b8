import { Operation_Readiness, Operation_State, OperationService, type Operation } from '../contracts/taskforce/tasking/v1/operation_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { titleOfPart } from '../missions/title';
import { operations } from '../records/records';
import { nation } from '../session/session';
import { addressOf } from '../shell/route';
import { Wide } from '../shell/Wide';
import { clientOf } from '../wire/transport';
import { called, durationMs, listed, localTime, nationName, number, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { Obstacles } from './Obstacles';

const mayStop: ReadonlySet<Operation_State> = new Set([Operation_State.PLANNED, Operation_State.GO, Operation_State.HELD]);

/** Teams by readiness, clocks, what keeps it from a go, and each nation's word. */
export function Board({ operation }: { operation: Operation }) {
  return (
    <>
      <Words operation={operation} />
      <Obstacles operation={operation} />
      <Wide label={say('operation.teams')}>
        <table>
          <caption>{say('operation.teams')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('mission.title')}</th>
              <th scope="col">{say('team.nation')}</th>
              <th scope="col">{say('operation.readiness')}</th>
              <th scope="col">{say('operation.since')}</th>
            </tr>
          </thead>
          <tbody>
            {operation.parts.map((part) => (
              <tr key={part.mission}>
                <th scope="row">
                  <a href={addressOf('desk', part.mission)}>
                    <bdi>{titleOfPart(part.mission, part.title)}</bdi>
                  </a>
                </th>
                <td>{listed(part.nations.map(nationName))}</td>
                <td class={`readiness-${part.readiness}`}>
                  {part.readiness === Operation_Readiness.READY ? '✔' : '○'} {say(`readiness.${part.readiness}` as Word)} <bdi>{part.reason}</bdi>
                </td>
                <td>{part.time ? localTime(toMs(part.time)) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <Wide label={say('operation.devices')}>
        <table>
          <caption>{say('operation.devices')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('team.who')}</th>
              <th scope="col">{say('team.nation')}</th>
              <th scope="col">{say('operation.clock')}</th>
              <th scope="col">{say('operation.released')}</th>
            </tr>
          </thead>
          <tbody>
            {operation.devices.map((device) => (
              <tr key={device.member + device.device}>
                <th scope="row">
                  <bdi>{called(device.callSign)}</bdi> <small dir="ltr">{device.device}</small>
                </th>
                <td>{nationName(device.nation)}</td>
                <td>{device.clockUncertainty ? say('operation.uncertainty', { ms: number(durationMs(device.clockUncertainty)) }) : '–'}</td>
                <td>{device.releaseReportTime ? localTime(toMs(device.releaseReportTime)) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

function Words({ operation }: { operation: Operation }) {
  const { name, etag } = operation;
  const reason = draft(`operation.${name}`);
  const calls = clientOf(OperationService);
  const done = (changed: Operation) => {
    forget(`operation.${name}`);
    operations.put(changed);
  };
  const go = useAct(async ({ requestId, options }) => done(await calls.giveGo({ name, etag, requestId }, options)));
  const noGo = useAct(async ({ requestId, options }) => done(await calls.giveNoGo({ name, etag, reason: reason.value, requestId }, options)));
  const hold = useAct(async ({ requestId, options }) => done(await calls.holdOperation({ name, etag, reason: reason.value, requestId }, options)));
  const abort = useAct(async ({ requestId, options }) => done(await calls.abortOperation({ name, etag, reason: reason.value, requestId }, options)));
  const takesPart = operation.nations.includes(nation.value);
  return (
    <section class="keys-of">
      <h3>{say('operation.words')}</h3>
      <ul>
        {operation.nations.map((code) => {
          const word = operation.goes.find((one) => one.nation === code);
          return (
            <li key={code} class={`key key-${word ? (word.go ? 2 : 3) : 1}`}>
              <strong>{nationName(code)}</strong> {say(word ? (word.go ? 'operation.go' : 'operation.noGo') : 'decision.1')} <bdi>{word?.reason}</bdi>
            </li>
          );
        })}
      </ul>
      {takesPart && mayStop.has(operation.state) && (
        <div class="fields">
          <ActButton act={go} kind="main" disabled={operation.obstacles.some((obstacle) => obstacle.kind !== 1)}>
            {say('operation.giveGo', { nation: nationName(nation.value) })}
          </ActButton>
          <Field label={say('mission.reason')} hint={say('freeText')}>
            <input maxLength={500} dir="auto" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
          </Field>
          <div class="sure">
            <ActButton act={noGo} disabled={reason.value.trim() === ''}>
              {say('operation.noGo')}
            </ActButton>
            <ActButton act={hold} disabled={reason.value.trim() === ''}>
              {say('operation.hold')}
            </ActButton>
            <ActButton act={abort} kind="danger" disabled={reason.value.trim() === ''}>
              {say('operation.abort')}
            </ActButton>
          </div>
        </div>
      )}
    </section>
  );
}
