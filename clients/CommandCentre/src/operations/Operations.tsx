import { Operation_State, type Operation } from '../contracts/taskforce/tasking/v1/operation_service_pb';
import { operations } from '../records/records';
import { addressOf, route } from '../shell/route';
import { now } from '../wire/clock';
import { localDateTime, span, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { Board } from './Board';
import './operations.css';

const over: ReadonlySet<Operation_State> = new Set([Operation_State.ABORTED, Operation_State.COMPLETED]);

/** The operations, those that are not over first, and the board of the one that is open. */
export function Operations() {
  const all = [...operations.all.value.values()].sort((one, other) => Number(over.has(one.state)) - Number(over.has(other.state)) || toMs(other.hHour) - toMs(one.hHour));
  const open = operations.all.value.get(route.value.open) ?? all[0];
  return (
    <>
      <section class="queue" aria-label={say('nav.operations')}>
        <h2>{say('nav.operations')}</h2>
        <ol>
          {all.map((operation) => (
            <li key={operation.name}>
              <a class="line" href={addressOf('operations', operation.name)} aria-current={operation === open ? 'true' : undefined}>
                <bdi>{operation.title}</bdi>
                <span class="line-step">{say(`operation.${operation.state}` as Word)}</span>
                <span class="line-age">{localDateTime(toMs(operation.hHour))}</span>
              </a>
            </li>
          ))}
        </ol>
        {operations.loaded.value && all.length === 0 && <p>{say('operation.none')}</p>}
      </section>
      {open && (
        <article class="board" key={open.name} tabIndex={-1} data-part>
          <h2>
            <bdi>{open.title}</bdi> <span class="state">{say(`operation.${open.state}` as Word)}</span>
          </h2>
          <Countdown operation={open} />
          <Board operation={open} />
        </article>
      )}
    </>
  );
}

function Countdown({ operation }: { operation: Operation }) {
  const left = toMs(operation.hHour) - now.value;
  return (
    <p class="countdown" role="timer">
      <strong dir="ltr">{`H${left > 0 ? '−' : '+'}`}</strong> {span(Math.abs(left))} <small>{localDateTime(toMs(operation.hHour))}</small>
    </p>
  );
}
