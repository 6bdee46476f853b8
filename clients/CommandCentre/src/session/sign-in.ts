import { signal } from '@preact/signals';
import type { User, UserManager } from 'oidc-client-ts';
import { managerOf } from './issuers';
import { forgetSession, keep, session } from './session';
import { faultOf, isAway, NoDesk, Refused, type SignInFault } from './sign-in-fault';

const begun = 'taskforce.signIn';
const desks: ReadonlySet<string> = new Set(['dispatcher', 'commander', 'auditor']);

/** Where somebody was before they went to the issuer. */
interface Begun {
  issuer: string;
  hash: string;
}

/** Whether somebody comes back from an issuer at this moment. */
export const isSigningIn = signal(false);

/** Why nobody is signed in any more, or could not be; null if there is nothing to say. */
export const signInFault = signal<SignInFault | null>(null);

/** Signs in with a profile of the demo issuer, which only a developer's machine has. */
export const signInAs = (profile: string) =>
  trying(profile, async () => {
    const answer = await fetch('/demo/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: profile }) });
    const body = (await answer.json()) as { access_token?: string; expires_in?: number; error_description?: string };
    if (!body.access_token) {
      throw new Error(body.error_description ?? answer.statusText);
    }

    await enter(body.access_token, Date.now() + (body.expires_in ?? 0) * 1000, '');
  });

/** Goes to an issuer to sign in there. Whoever comes back is where they were. */
export const signInAt = (issuer: string) =>
  trying(issuer, async () => {
    const manager = await managerOf(issuer);
    sessionStorage.setItem(begun, JSON.stringify({ issuer, hash: location.hash } satisfies Begun));
    await manager.signinRedirect();
  });

/** Takes in what an issuer sends somebody back with, if that is what the page was opened with. */
export async function comeBack() {
  const sent = new URLSearchParams(location.search);
  if (!sent.has('state')) {
    return;
  }

  const url = location.href;
  const { issuer = '', hash = '' } = JSON.parse(sessionStorage.getItem(begun) ?? '{}') as Partial<Begun>;
  sessionStorage.removeItem(begun);
  // The code is used once; neither a reload nor a colleague may be given it.
  history.replaceState(null, '', `${location.pathname}${hash || location.hash}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
  // Back from signing out there is nothing to take in.
  if (!sent.has('code') && !sent.has('error')) {
    return;
  }

  if (!issuer) {
    signInFault.value = { word: 'signIn.notBegunHere', values: {}, detail: '' };
    return;
  }

  isSigningIn.value = true;
  await trying(issuer, async () => {
    const manager = await managerOf(issuer);
    // An issuer that sends somebody on to another's would get the other's code from us (RFC 9207).
    if (sent.has('iss') && sent.get('iss') !== (await manager.metadataService.getIssuer())) {
      throw new Error('The state is of another issuer (iss).');
    }

    const user = await manager.signinRedirectCallback(url);
    try {
      await enter(user.access_token, endOf(user), issuer);
    } catch (thrown) {
      // Who is not let in has no button to sign out by.
      await forget(manager);
      throw thrown;
    }
  });
  isSigningIn.value = false;
}

/** Signs out here, and at the issuer if it is there. */
export async function signOut() {
  const issuer = session.value?.issuer;
  forgetSession();
  signInFault.value = null;
  if (!issuer) {
    return;
  }

  const manager = await managerOf(issuer).catch(() => undefined);
  if (!manager || !(await leave(manager))) {
    signInFault.value = { word: 'signIn.stillThere', values: { issuer }, detail: '' };
  }
}

// Whether the issuer is told: whoever is not signed out there may be in again by one press, and so may the next at this desk.
async function leave(manager: UserManager): Promise<boolean> {
  try {
    const isThere = await manager.revokeTokens().then(
      () => true,
      // That an issuer answers a revocation in a way the library does not know is not to be cared about.
      (thrown: unknown) => !isAway(thrown),
    );
    const { end_session_endpoint: end } = await manager.metadataService.getMetadata();
    if (isThere && end) {
      await manager.signoutRedirect();
      return true;
    }
  } catch {
    // The same as if there were no such address.
  }

  await manager.removeUser();
  return false;
}

// What an issuer that is away still holds valid ends by itself.
async function forget(manager: UserManager) {
  await manager.revokeTokens().catch(() => undefined);
  await manager.removeUser();
}

/** When an issuer's token ends, milliseconds since 1970. */
export const endOf = (user: User) => (user.expires_at ?? 0) * 1000;

// The gateway reads the token as the issuer's configuration says; what it finds is who is shown here, and nothing more is believed of it.
async function enter(token: string, endsAt: number, issuer: string) {
  const answer = await fetch('/sign-in/caller', { headers: { authorization: `Bearer ${token}` } });
  const body = (await answer.json()) as { subject: string; nation: string; roles: string[] };
  if (!answer.ok) {
    throw new Refused(body);
  }

  if (!body.roles.some((role) => desks.has(role))) {
    throw new NoDesk(body.roles.join(', '));
  }

  keep({ ...body, token, endsAt, lastsMs: endsAt - Date.now(), issuer });
}

async function trying(issuer: string, act: () => Promise<void>) {
  signInFault.value = null;
  try {
    await act();
  } catch (thrown) {
    signInFault.value = faultOf(thrown, issuer);
  }
}
