import { HandoverService } from '../contracts/taskforce/tasking/v1/handover_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { handovers } from '../records/records';
import { clientOf } from '../wire/transport';
import { say } from '../words/words';

const key = 'handover.';

/** Offers everything that the viewer answers for to somebody else of the nation. Until it is taken the viewer stays responsible. */
export function OfferForm({ others }: { others: readonly string[] }) {
  const [to, note] = [draft(`${key}to`), draft(`${key}note`)];
  const offer = useAct(async ({ requestId, options }) => {
    handovers.put(await clientOf(HandoverService).offerHandover({ to: to.value.trim(), note: note.value, requestId }, options));
    forget(key);
  });
  return (
    <>
      <Field label={say('handover.toWhom')} hint={say('handover.stays')}>
        <input list="on-watch" autocomplete="off" dir="auto" maxLength={200} value={to.value} onInput={(event) => (to.value = event.currentTarget.value)} />
        <datalist id="on-watch">
          {others.map((person) => (
            <option key={person} value={person} />
          ))}
        </datalist>
      </Field>
      <Field label={say('handover.note')} hint={say('freeText')}>
        <textarea rows={3} maxLength={2000} dir="auto" value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
      </Field>
      <ActButton act={offer} disabled={to.value.trim() === ''}>
        {say('handover.offer')}
      </ActButton>
    </>
  );
}
