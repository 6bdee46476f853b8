import { computed, signal } from '@preact/signals';

/** Somebody at this screen. */
export interface Session {
  /** Who it is, for example `dispatcher.de`. */
  subject: string;
  /** ISO 3166-1 alpha-2. */
  nation: string;
  roles: readonly string[];
  token: string;
  /** When the token ends, milliseconds since 1970. */
  endsAt: number;
  /** How long it was to last when it came, milliseconds. */
  lastsMs: number;
  /** The issuer that renews the token; empty if nobody does. */
  issuer: string;
}

const kept = 'taskforce.session';

/** Who is signed in; null if nobody is. Kept until the browser's tab is closed. */
export const session = signal<Session | null>(restore());

/** The nation at this screen; empty if nobody is signed in. */
export const nation = computed(() => session.value?.nation ?? '');

/** Whether whoever is signed in may give a nation's key by own right. */
export const isCommander = computed(() => session.value?.roles.includes('commander') ?? false);

/** Somebody is signed in, or has a new token. */
export function keep(signedIn: Session) {
  sessionStorage.setItem(kept, JSON.stringify(signedIn));
  session.value = signedIn;
}

/** Forgets who was signed in. */
export function forgetSession() {
  sessionStorage.removeItem(kept);
  session.value = null;
}

// One that has ended may still be renewed.
function restore(): Session | null {
  const text = globalThis.sessionStorage?.getItem(kept);
  const found = text ? (JSON.parse(text) as Session) : null;
  return found && (found.issuer || found.endsAt > Date.now()) ? found : null;
}
