import { signal, type Signal } from '@preact/signals';

const prefix = 'taskforce.draft.';
const drafts = new Map<string, Signal<string>>();

/** What somebody has typed and not sent: it outlives a reload, an outage and a sign-in, and ends with `forget`. */
export function draft(key: string, first = ''): Signal<string> {
  const known = drafts.get(key);
  if (known) {
    return known;
  }

  const made = signal(localStorage.getItem(prefix + key) ?? first);
  made.subscribe((text) => (text === first ? localStorage.removeItem(prefix + key) : localStorage.setItem(prefix + key, text)));
  drafts.set(key, made);
  return made;
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
