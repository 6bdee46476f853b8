import { useEffect } from 'preact/hooks';
import { Alert_Kind } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { About } from '../alerts/About';
import { readPeople } from '../people/people';
import { alerts } from '../records/records';
import { now } from '../wire/clock';
import { span, toMs } from '../words/format';
import { say } from '../words/words';
import { addressOf } from './route';

/** Somebody needs help: above every screen, in both centres, until a person resolves it. */
export function HelpCall() {
  const calls = [...alerts.all.value.values()].filter((alert) => alert.kind === Alert_Kind.NEED_HELP);
  const isCalled = calls.length > 0;
  useEffect(() => void (isCalled && readPeople().catch(() => undefined)), [isCalled]);
  if (!isCalled) {
    return null;
  }

  return (
    <div class="help" role="alert">
      {calls.map((call) => (
        <a key={call.name} href={addressOf('desk', call.name)}>
          <strong>{say('alert.1')}</strong> <About alert={call} /> <small>{span(now.value - toMs(call.raiseTime))}</small>
        </a>
      ))}
    </div>
  );
}
