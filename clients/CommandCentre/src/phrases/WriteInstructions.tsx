import { useSignal, type Signal } from '@preact/signals';
import { Field } from '../forms/Field';
import { language, say, type Word } from '../words/words';
import { join, phrases, read, spell, type Phrase } from './phrases';

const groups = [...new Set(phrases.map(({ group }) => group))];

/** Puts together what a team is told, from phrases that everybody reads in their own language, and in one's own words. */
export function WriteInstructions({ text }: { text: Signal<string> }) {
  const { said, free } = read(text.value);
  const chosen = useSignal<Phrase | null>(null);
  const values = useSignal<Record<string, number>>({});
  const choose = (id: string) => {
    chosen.value = phrases.find((phrase) => phrase.id === id) ?? null;
    values.value = Object.fromEntries(Object.entries(chosen.value?.parameters ?? {}).map(([name, [first = 0]]) => [name, first]));
  };
  const add = () => {
    if (chosen.value) {
      text.value = join([...said, { phrase: chosen.value, values: values.value }], free);
      choose('');
    }
  };
  return (
    <div class="fields">
      <ol class="instructions">
        {said.map((one, place) => (
          <li key={place}>
            {spell(one, language.value)}{' '}
            <button type="button" class="quiet" aria-label={say('phrases.remove', { phrase: spell(one, language.value) })} onClick={() => (text.value = join(said.filter((other) => other !== one), free))}>
              ✕
            </button>
          </li>
        ))}
      </ol>
      <Field label={say('phrases.choose')}>
        <select value={chosen.value?.id ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">–</option>
          {groups.map((group) => (
            <optgroup key={group} label={say(`phraseGroup.${group}` as Word)}>
              {phrases.filter((phrase) => phrase.group === group).map((phrase) => (
                <option key={phrase.id} value={phrase.id}>
                  {phrase[language.value].replaceAll(/\{\{\w+\}\}/g, '…')}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </Field>
      {Object.entries(chosen.value?.parameters ?? {}).map(([name, choices]) => (
        <Field key={name} label={say(`phraseValue.${name}` as Word)}>
          <select value={String(values.value[name])} onChange={(event) => (values.value = { ...values.value, [name]: Number(event.currentTarget.value) })}>
            {choices.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </Field>
      ))}
      <button type="button" disabled={!chosen.value} onClick={add}>
        {say('phrases.add')}
      </button>
      <Field label={say('phrases.free')} hint={say('freeText')}>
        <textarea rows={2} maxLength={1000} dir="auto" value={free} onInput={(event) => (text.value = join(said, event.currentTarget.value))} />
      </Field>
    </div>
  );
}
