import type { Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { listed } from '../words/format';
import { isolate } from '../words/words';
import { messageOf } from './message';
import { subjectsOf } from './subjects';

/** What an alert is about, in a line: whom, what, and what somebody who calls for help said. If nothing of that is known, the service's own sentence. */
export function About({ alert }: { alert: Alert }) {
  const subjects = subjectsOf(alert);
  if (subjects.length === 0 && !alert.words) {
    return <bdi lang="en">{messageOf(alert)}</bdi>;
  }

  return (
    <>
      {listed(subjects.map(isolate))} {alert.words && <q dir="auto">{alert.words}</q>}
    </>
  );
}
