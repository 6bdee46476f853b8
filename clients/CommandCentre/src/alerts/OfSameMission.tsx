import { AlertService, Alert_State, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { waitsFor } from '../queue/entry';
import { alerts } from '../records/records';
import { nation } from '../session/session';
import { addressOf } from '../shell/route';
import { clientOf } from '../wire/transport';
import { localTime, toMs } from '../words/format';
import { say, type Word } from '../words/words';
import { About } from './About';

/** The other open alerts of an alert's mission; all that wait for this nation are acknowledged by one press. */
export function OfSameMission({ alert: { name, mission } }: { alert: Alert }) {
  const all = [...alerts.all.value.values()].filter((one) => one.mission === mission && one.state === Alert_State.OPEN);
  const waiting = all.filter((one) => waitsFor(one, nation.value));
  // One that was acknowledged already stays as it is: whatever fails in between, all are asked again.
  const acknowledge = useAct(async ({ options }) => {
    for (const one of waiting) {
      alerts.put(await clientOf(AlertService).acknowledgeAlert({ name: one.name, requestId: crypto.randomUUID() }, options));
    }
  });
  const others = all.filter((one) => one.name !== name).sort((one, other) => toMs(one.raiseTime) - toMs(other.raiseTime));
  if (others.length === 0) {
    return null;
  }

  return (
    <section class="fields">
      <h3>{say('alert.others')}</h3>
      <ul class="links">
        {others.map((one) => (
          <li key={one.name}>
            <a href={addressOf('desk', one.name)}>
              {say(`alert.${one.kind}` as Word)} <About alert={one} />
            </a>{' '}
            <time>{localTime(toMs(one.raiseTime))}</time> {waitsFor(one, nation.value) && <small>{say('alert.notSeen')}</small>}
          </li>
        ))}
      </ul>
      {waiting.length > 1 && <ActButton act={acknowledge}>{say('alert.acknowledgeAll', { count: waiting.length })}</ActButton>}
    </section>
  );
}
