import { signal } from '@preact/signals';

const kept = 'taskforce.theme';

/** Dark for night shifts unless somebody wants it otherwise. */
export const theme = signal<'dark' | 'light'>(localStorage.getItem(kept) === 'light' ? 'light' : 'dark');
document.documentElement.dataset['theme'] = theme.value;

export function setTheme(chosen: 'dark' | 'light') {
  localStorage.setItem(kept, chosen);
  document.documentElement.dataset['theme'] = chosen;
  theme.value = chosen;
}
