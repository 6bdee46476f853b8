import { Order_EscalationAction, type Order } from '../contracts/taskforce/tasking/v1/field_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { OrderService } from '../contracts/taskforce/tasking/v1/order_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { missions } from '../records/records';
import { now } from '../wire/clock';
import { clientOf } from '../wire/transport';
import { span, toMs } from '../words/format';
import { say, type Word } from '../words/words';

const deputy = 'DEPUTY';

// Of a deputy the leader is told.
const wordOf = (action: Order_EscalationAction, role: string) =>
  action === Order_EscalationAction.CALL_DEPUTY && role === deputy ? 'escalate.leader' : (`escalate.${action}` as Word);

/** What is done next about an order that is not answered: when it is due, or now. Whose order is not released to this nation is escalated by its own. */
export function Escalate({ mission, order }: { mission: Mission; order: Order }) {
  const { name, role, awaiting } = order;
  const action = awaiting?.nextAction ?? Order_EscalationAction.ESCALATION_ACTION_UNSPECIFIED;
  const escalate = useAct(async ({ requestId, options }) => {
    const changed = await clientOf(OrderService).escalateOrder({ name, action, requestId }, options);
    const latest = missions.all.peek().get(mission.name) ?? mission;
    missions.put({ ...latest, orders: latest.orders.map((one) => (one.name === name ? changed : one)) });
  });
  if (!awaiting) {
    return null;
  }

  if (!awaiting.dueTime) {
    return <small>{say('escalate.ended')}</small>;
  }

  const left = toMs(awaiting.dueTime) - now.value;
  return (
    <div class="escalate">
      {name && <ActButton act={escalate}>{say(wordOf(action, role))}</ActButton>}
      <small>{left > 0 ? say('escalate.due', { time: span(left) }) : say('escalate.overdue')}</small>
    </div>
  );
}
