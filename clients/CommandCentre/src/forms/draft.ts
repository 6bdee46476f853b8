import { signal, type Signal } from '@preact/signals';

const prefix = 'taskforce.draft.';
const drafts = new Map<string, { text: Signal<string>; first: string }>();
let isTold = false;

/** What somebody has typed and not sent: it outlives a reload, an outage and a sign-in, is the same in all windows, and ends with `forget`. */
export function draft(key: string, first = ''): Signal<string> {
  const known = drafts.get(key);
  if (known) {
    return known.text;
  }

  const text = signal(localStorage.getItem(prefix + key) ?? first);
  text.subscribe((typed) => !isTold && (typed === first ? localStorage.removeItem(prefix + key) : localStorage.setItem(prefix + key, typed)));
  drafts.set(key, { text, first });
  return text;
}

/** Forgets every draft whose key begins so: it was sent. */
export function forget(start: string) {
  for (const [key] of drafts) {
    if (key.startsWith(start)) {
      drafts.delete(key);
      localStorage.removeItem(prefix + key);
    }
  }
}

// Typed or sent in another window: with a text of its own each would overwrite what the other has kept, and what one has sent would be sent again.
globalThis.addEventListener?.('storage', ({ key, newValue }) => {
  const known = key?.startsWith(prefix) ? drafts.get(key.slice(prefix.length)) : undefined;
  if (known) {
    // It is kept already, and whoever typed it may have gone on meanwhile: kept again it would overwrite that.
    isTold = true;
    known.text.value = newValue ?? known.first;
    isTold = false;
  }
});
