import { computed, signal } from '@preact/signals';

/** Somebody at this screen. */
export interface Session {
  /** The token's subject, for example `dispatcher.de`. */
  subject: string;
  /** ISO 3166-1 alpha-2. */
  nation: string;
  roles: readonly string[];
  token: string;
  /** When the token ends, milliseconds since 1970. */
  endsAt: number;
}

const kept = 'taskforce.session';

/** Who is signed in; null if nobody is. Kept until the browser's tab is closed. */
export const session = signal<Session | null>(restore());

/** The nation at this screen; empty if nobody is signed in. */
export const nation = computed(() => session.value?.nation ?? '');

/** Whether whoever is signed in may give a nation's key by own right. */
export const isCommander = computed(() => session.value?.roles.includes('commander') ?? false);

/** Signs in with a profile of the demo issuer, which only a developer's machine has. */
export async function signIn(profile: string): Promise<void> {
  const answer = await fetch('/demo/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: profile }) });
  const body = (await answer.json()) as { access_token?: string; error_description?: string };
  if (!body.access_token) {
    throw new Error(body.error_description ?? answer.statusText);
  }

  keep(body.access_token);
}

/** Forgets who was signed in. */
export function signOut() {
  sessionStorage.removeItem(kept);
  session.value = null;
}

/** The token of whoever is signed in, or nothing. */
export async function token(): Promise<string | undefined> {
  const current = session.value;
  if (current && current.endsAt <= Date.now()) {
    signOut();
    return undefined;
  }

  return current?.token;
}

function keep(bearer: string) {
  session.value = read(bearer);
  sessionStorage.setItem(kept, bearer);
}

function restore(): Session | null {
  const bearer = globalThis.sessionStorage?.getItem(kept);
  const found = bearer ? read(bearer) : null;
  return found && found.endsAt > Date.now() ? found : null;
}

// Only to show who it is; the services check it.
function read(bearer: string): Session {
  const body = bearer.split('.')[1] ?? '';
  const claims = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
  return {
    subject: String(claims['sub'] ?? ''),
    nation: String(claims['nation'] ?? ''),
    roles: ([] as unknown[]).concat(claims['roles'] ?? []).map(String),
    token: bearer,
    endsAt: Number(claims['exp'] ?? 0) * 1000,
  };
}
