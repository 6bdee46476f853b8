import { Order_Kind, Order_Rung, Order_Stage, type Order } from '../contracts/taskforce/tasking/v1/field_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { called, localTime, nationName, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { Escalate } from './Escalate';

const ladder = [Order_Rung.QUEUED, Order_Rung.STORED, Order_Rung.DISPLAYED, Order_Rung.READ, Order_Rung.ACCEPTED];

/** How far each recipient's order has got, live. */
export function Orders({ mission }: { mission: Mission }) {
  return (
    <section>
      <h3>{say('orders.title')}</h3>
      <ul class="orders">
        {mission.orders.map((order) => (
          <li key={order.name}>
            <div>
              <strong>
                <bdi>{called(order.callSign)}</bdi>
              </strong>{' '}
              {nationName(order.nation)} {order.kind === Order_Kind.RECALL && <b class="recall">{say('orders.recall')}</b>}
              {order.stage !== Order_Stage.STAGE_UNSPECIFIED && <b>{say(`stage.${order.stage}` as Word)}</b>}
            </div>
            <Ladder order={order} />
            <Escalate mission={mission} order={order} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ladder({ order }: { order: Order }) {
  const reached = new Map(order.acknowledgements.map((step) => [step.rung, step]));
  const rungs = order.rung === Order_Rung.DECLINED ? [...ladder.slice(0, -1), Order_Rung.DECLINED] : ladder;
  return (
    <ol class="ladder">
      {rungs.map((rung) => {
        const step = reached.get(rung);
        const isReached = rung <= order.rung;
        return (
          <li key={rung} class={isReached ? `reached rung-${rung}` : ''} title={step?.reason}>
            <span aria-hidden="true">{isReached ? (rung === Order_Rung.DECLINED ? '✖' : '✔') : '○'}</span> {say(`rung.${rung}` as Word)}{' '}
            {step && <small>{localTime(toMs(step.deviceTime ?? step.serverTime))}</small>}
          </li>
        );
      })}
    </ol>
  );
}
