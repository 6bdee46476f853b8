import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { render } from 'preact';
import { beforeEach, expect, test, vi } from 'vitest';
import { OrderSchema, Order_EscalationAction as Action, Order_Rung, type Order } from '../contracts/taskforce/tasking/v1/field_service_pb';
import { MissionSchema } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { missions } from '../records/records';
import { clientOf } from '../wire/transport';
import { speak } from '../words/words';
import { Escalate } from './Escalate';

const escalateOrder = vi.fn();
vi.mock('../wire/transport', () => ({ clientOf: vi.fn(), inTime: () => ({}) }));

const orderOf = (nextAction: Action, role = 'MEMBER', name = 'missions/m/orders/o') =>
  create(OrderSchema, { name, role, rung: Order_Rung.QUEUED, awaiting: { rung: Order_Rung.STORED, nextAction, dueTime: timestampFromMs(Date.now() + 60_000) } });

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement('div');
  vi.mocked(clientOf).mockReturnValue({ escalateOrder } as never);
  escalateOrder.mockReset();
  speak('en');
});

function show(order: Order) {
  const mission = create(MissionSchema, { name: 'missions/m', orders: [order] });
  missions.reset([mission]);
  render(<Escalate mission={mission} order={order} />, place);
  return place.querySelector('button');
}

test('the button is the step that is next, and asks for that one and no other', async () => {
  const changed = orderOf(Action.CALL_DEPUTY);
  escalateOrder.mockResolvedValue(changed);

  const button = show(orderOf(Action.REMIND));
  button?.click();

  expect(button?.textContent).toBe('Remind now');
  await vi.waitFor(() => expect(missions.all.value.get('missions/m')?.orders[0]).toBe(changed));
  expect(escalateOrder.mock.calls[0]?.[0]).toMatchObject({ name: 'missions/m/orders/o', action: Action.REMIND });
});

test('of a deputy the leader is told', () => {
  expect(show(orderOf(Action.CALL_DEPUTY, 'DEPUTY'))?.textContent).toBe('Tell the leader now');
  expect(show(orderOf(Action.CALL_DEPUTY))?.textContent).toBe('Tell the deputy now');
});

test('who was quicker is said', async () => {
  escalateOrder.mockRejectedValue(new ConnectError('The next step is CALL_DEPUTY.', Code.Aborted));

  show(orderOf(Action.REMIND))?.click();

  await vi.waitFor(() => expect(place.querySelector('[role=alert]')).not.toBeNull());
});

test('an order that waits for nothing, was escalated to its end, or is withheld has no button', () => {
  expect(show(create(OrderSchema, { name: 'missions/m/orders/o' }))).toBeNull();
  expect(show(create(OrderSchema, { name: 'missions/m/orders/o', awaiting: { rung: Order_Rung.STORED } }))).toBeNull();
  expect(place.textContent).toBe('The centres were alerted.');
  expect(show(orderOf(Action.REMIND, 'MEMBER', ''))).toBeNull();
});
