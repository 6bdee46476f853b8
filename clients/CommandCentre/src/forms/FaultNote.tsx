import type { Fault } from '../wire/fault';
import { say, type Word } from '../words/words';

/** Why something was refused and what to do about it. The service's own sentence is English. */
export function FaultNote({ fault }: { fault: Fault | null }) {
  if (!fault) {
    return null;
  }

  return (
    <div class="fault" role="alert">
      <strong>{say(`advice.${fault.advice}` as Word)}</strong>
      <p lang="en" dir="ltr">
        {fault.message} {fault.reason && <code>{fault.reason}</code>}
      </p>
      {fault.violations.length > 0 && (
        <ul lang="en" dir="ltr">
          {fault.violations.map(({ field, text }) => (
            <li key={field + text}>
              <code>{field}</code> {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
