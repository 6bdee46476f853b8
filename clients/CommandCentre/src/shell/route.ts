import { signal } from '@preact/signals';

/** Where somebody is: a screen, and what is open on it. */
export interface Route {
  screen: Screen;
  /** The resource name of what is open, or empty. */
  open: string;
}

export const screens = ['desk', 'operations', 'statistics'] as const;

export type Screen = (typeof screens)[number];

/** Where somebody is; it stands in the address, so that a reload or a link to a colleague leads back. */
export const route = signal<Route>(read());

globalThis.addEventListener?.('hashchange', () => {
  route.value = read();
});

/** The address of a screen, with something open on it. */
export const addressOf = (screen: Screen, open = '') => `#/${screen}${open ? `/${open}` : ''}`;

/** Goes there. */
export function go(screen: Screen, open = '') {
  location.hash = addressOf(screen, open);
}

function read(): Route {
  const [, screen, ...open] = (globalThis.location?.hash ?? '').split('/');
  return { screen: screens.find((known) => known === screen) ?? 'desk', open: open.join('/') };
}
