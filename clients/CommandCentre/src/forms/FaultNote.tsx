import type { Advice, Fault } from '../wire/fault';
import { en } from '../words/en';
import { say, type Word } from '../words/words';

// What these would add, the sentence about the reason says itself, and better.
const general: ReadonlySet<Advice> = new Set(['reload', 'notYou']);

/** Why something was refused and what to do about it, in the reader's language; below that the service's own sentence, which is English and has the details. */
export function FaultNote({ fault }: { fault: Fault | null }) {
  if (!fault) {
    return null;
  }

  const why = `refusal.${fault.reason}`;
  const isKnown = why in en;
  return (
    <div class="fault" role="alert">
      <strong>{say((isKnown ? why : `advice.${fault.advice}`) as Word)}</strong>
      {isKnown && !general.has(fault.advice) && <p>{say(`advice.${fault.advice}` as Word)}</p>}
      <p class="fault-detail" lang="en" dir="ltr">
        {fault.message} {fault.reason && <code>{fault.reason}</code>}
      </p>
      {fault.violations.length > 0 && (
        <ul class="fault-detail" lang="en" dir="ltr">
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
