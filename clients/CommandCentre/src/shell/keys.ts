import { signal } from '@preact/signals';
import type { Word } from '../words/words';

/** A key that does something, and what. */
export interface Shortcut {
  key: string;
  word: Word;
  run(): void;
}

/** What the keys do now; a screen adds its own while it is there. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Adds some until the answer is called. */
export function addShortcuts(added: readonly Shortcut[]): () => void {
  shortcuts.value = [...shortcuts.value, ...added];
  return () => {
    shortcuts.value = shortcuts.value.filter((shortcut) => !added.includes(shortcut));
  };
}

globalThis.addEventListener?.('keydown', (event) => {
  const target = event.target as HTMLElement | null;
  const isTyping = target?.closest('input, textarea, select, [contenteditable]');
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }

  const found = shortcuts.value.findLast((shortcut) => shortcut.key === event.key);
  if (found) {
    event.preventDefault();
    found.run();
  }
});
