import { beforeEach, expect, test, vi } from 'vitest';
import { managerOf } from './issuers';
import { forgetSession, session, type Session } from './session';
import { comeBack, signInFault, signOut } from './sign-in';
import { faultOf, Refused } from './sign-in-fault';
import { token } from './token';

vi.mock('./issuers', () => ({ managerOf: vi.fn() }));

const manager = {
  getUser: vi.fn(),
  signinSilent: vi.fn(),
  revokeTokens: vi.fn(),
  removeUser: vi.fn(),
  signoutRedirect: vi.fn(),
  signinRedirectCallback: vi.fn(),
  metadataService: { getMetadata: vi.fn(), getIssuer: vi.fn() },
};

const anna = (endsInMs: number, issuer = 'police'): Session => ({ subject: 'anna', nation: 'DE', roles: ['commander'], token: 'old', endsAt: Date.now() + endsInMs, lastsMs: 300_000, issuer });
const refusal = (error: string) => Object.assign(new Error('No more.'), { name: 'ErrorResponse', error });
const fresh = { access_token: 'new', expires_at: Date.now() / 1000 + 300 };

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(managerOf).mockResolvedValue(manager as never);
  manager.getUser.mockResolvedValue({ refresh_token: 'r' });
  manager.revokeTokens.mockResolvedValue(undefined);
  manager.metadataService.getMetadata.mockResolvedValue({ end_session_endpoint: 'https://police.example/end' });
  signInFault.value = null;
  forgetSession();
});

test('a token that is about to end is renewed once, however many ask', async () => {
  manager.signinSilent.mockResolvedValue(fresh);
  session.value = anna(30_000);

  expect(await Promise.all([token(), token(), token()])).toEqual(['new', 'new', 'new']);
  expect(manager.signinSilent).toHaveBeenCalledOnce();
});

test('an issuer that is away ends nothing: the token is used to its end, and then it is no refusal', async () => {
  for (const away of [new TypeError('Failed to fetch'), refusal('temporarily_unavailable')]) {
    manager.signinSilent.mockRejectedValue(away);
    session.value = anna(30_000);
    expect(await token()).toBe('old');

    session.value = anna(-1);
    await expect(token()).rejects.toThrow('does not answer');
    expect(session.value?.subject).toBe('anna');
  }
});

test('whom the issuer does not know any more is out, and told so', async () => {
  manager.signinSilent.mockRejectedValue(refusal('invalid_grant'));
  session.value = anna(30_000);

  expect(await token()).toBeUndefined();
  expect(signInFault.value?.word).toBe('advice.signIn');
});

test('a token that nobody renews is used to its end', async () => {
  session.value = anna(1000, '');
  expect(await token()).toBe('old');

  session.value = anna(-1, '');
  expect(await token()).toBeUndefined();
});

test('signing out goes to the issuer; whether it knows of it is not hidden', async () => {
  session.value = anna(300_000);
  manager.revokeTokens.mockRejectedValue(new Error('Invalid response Content-Type: text/plain'));
  await signOut();
  expect([session.value, manager.signoutRedirect.mock.calls.length, signInFault.value]).toEqual([null, 1, null]);

  session.value = anna(300_000);
  manager.revokeTokens.mockRejectedValue(new TypeError('Failed to fetch'));
  await signOut();
  expect([session.value, manager.signoutRedirect.mock.calls.length, signInFault.value?.word]).toEqual([null, 1, 'signIn.stillThere']);
});

test('a code that nobody here has asked for is thrown away', async () => {
  history.replaceState(null, '', '/?code=stolen&state=x#/desk');
  await comeBack();

  expect(location.search).toBe('');
  expect(signInFault.value?.word).toBe('signIn.notBegunHere');
  expect(manager.signinRedirectCallback).not.toHaveBeenCalled();
});

const back = (sent: string) => {
  sessionStorage.setItem('taskforce.signIn', JSON.stringify({ issuer: 'police', hash: '#/desk' }));
  history.replaceState(null, '', `/?${sent}`);
};

test('an answer of another issuer than was asked is not taken', async () => {
  manager.metadataService.getIssuer.mockResolvedValue('https://police.example');
  back('code=c&state=x&iss=https%3A%2F%2Fother.example');
  await comeBack();

  expect(manager.signinRedirectCallback).not.toHaveBeenCalled();
  expect(signInFault.value?.word).toBe('signIn.notBegunHere');
});

test('who has signed in but is not let in leaves no token behind', async () => {
  manager.metadataService.getIssuer.mockResolvedValue('https://police.example');
  manager.signinRedirectCallback.mockResolvedValue(fresh);
  vi.stubGlobal('fetch', vi.fn().mockResolvedValue({ ok: true, json: () => Promise.resolve({ subject: 'f', nation: 'DE', roles: ['field'] }) }));
  back('code=c&state=x&iss=https%3A%2F%2Fpolice.example');
  await comeBack();

  expect(session.value).toBeNull();
  expect(manager.revokeTokens).toHaveBeenCalled();
  expect(manager.removeUser).toHaveBeenCalled();
});

test('why the gateway does not take a token is said as its other refusals are', () => {
  const refused = (reason: string) => faultOf(new Refused({ detail: 'No.', reason }), 'police').word;

  expect(refused('ISSUER_NOT_OF_NATION')).toBe('refusal.ISSUER_NOT_OF_NATION');
  expect(refused('SOMETHING_NEW')).toBe('signIn.refusedHere');
});
