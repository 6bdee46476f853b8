import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { focusOn } from '../shell/focus';
import { useShortcuts } from '../shell/keys';
import { addressOf, go } from '../shell/route';
import { say } from '../words/words';
import { labelOf, matching, people, readPeople } from './people';

const most = 6;

/** Finds a unit by its call sign: `/`, a part of it, and Enter for the first. */
export function Find() {
  const text = useSignal('');
  useShortcuts([{ key: '/', word: 'find.label', run: () => focusOn('.find input') }]);
  useEffect(() => void readPeople().catch(() => undefined), []);
  const found = matching(people.value, text.value, most);
  const open = (event: Event) => {
    event.preventDefault();
    if (found[0]) {
      text.value = '';
      go('desk', found[0].name);
    }
  };
  return (
    <form class="find" role="search" onSubmit={open}>
      <input type="search" aria-label={say('find.label')} placeholder={say('find.label')} value={text.value} onFocus={() => void readPeople().catch(() => undefined)} onInput={(event) => (text.value = event.currentTarget.value)} />
      <ul aria-live="polite">
        {found.map((member) => (
          <li key={member.name}>
            <a href={addressOf('desk', member.name)} onClick={() => (text.value = '')}>
              <bdi>{labelOf(member)}</bdi>
            </a>
          </li>
        ))}
        {text.value.trim() !== '' && found.length === 0 && <li>{say('find.nobody')}</li>}
      </ul>
    </form>
  );
}
