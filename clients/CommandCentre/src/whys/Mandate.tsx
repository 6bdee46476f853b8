import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { MandateService, type Mandate as Known } from '../contracts/taskforce/tasking/v1/mandate_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { clientOf, inTime } from '../wire/transport';
import { listed } from '../words/format';
import { say, type Word } from '../words/words';

/** Under what a team acts: what guests may do and carry, in the reader's language, above the text that holds, in the language in which it was agreed. */
export function Mandate({ mission: { mandate, mandateName } }: { mission: Mission }) {
  const known = useSignal<Known | null>(null);
  useEffect(() => {
    let isStale = false;
    known.value = null;
    if (mandateName) {
      // Without it the text that holds stands there, as ever.
      clientOf(MandateService)
        .getMandate({ name: mandateName }, inTime())
        .then((found) => (known.value = isStale ? known.peek() : found))
        .catch(() => undefined);
    }

    return () => {
      isStale = true;
    };
  }, [mandateName]);
  const found = known.value;
  return (
    <>
      {found && found.powers.length > 0 && <div>{say('mandate.powers', { powers: listed(found.powers.map((power) => say(`power.${power}` as Word))) })}</div>}
      {found && found.weaponsRule > 0 && <div>{say(`weapons.${found.weaponsRule}` as Word)}</div>}
      <small class="line-of" dir="auto">
        {mandate}
      </small>
    </>
  );
}
