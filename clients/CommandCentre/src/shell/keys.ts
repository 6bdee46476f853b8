import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Word } from '../words/words';

/** A key that does something, and what. */
export interface Shortcut {
  key: string;
  word: Word;
  run(): void;
}

const kept = 'taskforce.keys';

/** What the keys do now; a screen adds its own while it is there. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Whether single keys do anything: who speaks to the computer, or types by accident, turns them off. */
export const keysAreOn = signal(globalThis.localStorage?.getItem(kept) !== 'off');

/** Turns single keys on or off; `?` stays. */
export function turnKeys(on: boolean) {
  localStorage.setItem(kept, on ? 'on' : 'off');
  keysAreOn.value = on;
}

/** Adds some while the component that calls is there. */
export function useShortcuts(added: readonly Shortcut[]) {
  useEffect(() => {
    shortcuts.value = [...shortcuts.value, ...added];
    return () => {
      shortcuts.value = shortcuts.value.filter((shortcut) => !added.includes(shortcut));
    };
  }, []);
}

globalThis.addEventListener?.('keydown', (event) => {
  const target = event.target as HTMLElement | null;
  const isTyping = target?.closest('input, textarea, select, [contenteditable]');
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }

  const found = shortcuts.value.findLast((shortcut) => shortcut.key === event.key);
  if (found && (keysAreOn.value || found.key === '?')) {
    event.preventDefault();
    found.run();
  }
});
