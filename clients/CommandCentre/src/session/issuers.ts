import type { UserManager } from 'oidc-client-ts';

/** An OpenID Connect issuer at which people sign in, as the gateway tells of it. */
export interface Issuer {
  /** As the configuration calls it. */
  name: string;
  /** ISO 3166-1 alpha-2. */
  nation: string;
  authority: string;
  clientId: string;
  scopes: string;
  resource: string;
  parameters: Record<string, string>;
}

/** Somebody that the demo issuer plays. */
export interface Profile {
  id: string;
  role: string;
  nation: string;
}

/** The issuers of this deployment. Fails if the gateway does not answer. */
export const issuers = () => list<Issuer>('/sign-in/issuers');

/** The profiles of the demo issuer; empty where there is none. Fails if the gateway does not answer. */
export const demoProfiles = () => list<Profile>('/demo/profiles');

async function list<T>(path: string): Promise<T[]> {
  const answer = await fetch(path);
  if (!answer.ok && answer.status !== 404) {
    throw new TypeError(`${path}: ${answer.status}`);
  }

  return answer.ok ? ((await answer.json()) as T[]) : [];
}

const managers = new Map<string, Promise<UserManager>>();

/** What speaks with an issuer for this tab. Loaded only where somebody signs in at one. */
export function managerOf(name: string): Promise<UserManager> {
  const known = managers.get(name) ?? make(name);
  managers.set(name, known);
  // One that the gateway did not tell of is asked for again.
  known.catch(() => managers.delete(name));
  return known;
}

async function make(name: string): Promise<UserManager> {
  const [{ UserManager, WebStorageStateStore }, known] = await Promise.all([import('oidc-client-ts'), issuers()]);
  const issuer = known.find((one) => one.name === name);
  if (!issuer) {
    throw new TypeError(`The gateway does not tell of the issuer ${name}.`);
  }

  // Everything ends with the tab; nothing is kept where other tabs or a later day could read it.
  const store = new WebStorageStateStore({ prefix: 'taskforce.issuer.', store: sessionStorage });
  const home = `${location.origin}/`;
  return new UserManager({
    authority: issuer.authority,
    client_id: issuer.clientId,
    scope: issuer.scopes,
    ...(issuer.resource ? { resource: issuer.resource } : {}),
    extraQueryParams: issuer.parameters,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    userStore: store,
    stateStore: store,
    // When a token is renewed is decided here, and not by a frame of the issuer's, which no policy of this page allows.
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
    revokeTokenTypes: ['refresh_token'],
    requestTimeoutInSeconds: 15,
  });
}
