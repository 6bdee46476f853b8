import { useSignal } from '@preact/signals';
import { say } from '../words/words';
import { keysAreOn, shortcuts, turnKeys, useShortcuts } from './keys';

/** What the keys do now; shown and hidden with `?`. */
export function ShortcutList() {
  const isOpen = useSignal(false);
  useShortcuts([{ key: '?', word: 'bar.keys', run: () => (isOpen.value = !isOpen.value) }]);
  if (!isOpen.value) {
    return null;
  }

  return (
    <aside class="keys" aria-label={say('bar.keys')}>
      <h2>{say('bar.keys')}</h2>
      <dl>
        {shortcuts.value.map(({ key, word }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(word)}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={keysAreOn.value} onChange={(event) => turnKeys(event.currentTarget.checked)} /> {say('keys.on')}
      </label>
      <button type="button" onClick={() => (isOpen.value = false)}>
        {say('close')}
      </button>
    </aside>
  );
}
