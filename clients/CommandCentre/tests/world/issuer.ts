import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';
import type { Page } from 'playwright-core';

const resource = 'urn:taskforce';
const tokenSeconds = 8;
const minutes = 1800;

/** A real OpenID Connect issuer on this machine: discovery, authorization code with PKCE, refresh tokens that are used once, keys, revocation, sign-out. */
export interface Issuer {
  authority: string;
  /** Whoever has no entry has an account without any role. */
  roles: Record<string, string[]>;
  /** What it claims of somebody's nation, if it claims any. */
  nations: Record<string, string>;
  /** Who has no account any more. */
  gone: Set<string>;
  /** Takes the page there as a client. */
  serve(home: string): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts an issuer on a free port, before it is known whom it serves: the gateway must be told of it at its start. */
export async function startIssuer(): Promise<Issuer> {
  let [answer, port]: [RequestListener, number] = [(_, response) => response.writeHead(503).end(), 0];
  const server = createServer((request, response) => answer(request, response));
  const start = () => new Promise<void>((done) => server.listen(port, 'localhost', done));
  await start();
  port = (server.address() as AddressInfo).port;
  const issuer: Issuer = {
    authority: `http://localhost:${port}`,
    roles: {},
    nations: {},
    gone: new Set(),
    serve: (home) => (answer = new Provider(issuer.authority, settings(issuer, home)).callback()),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
    start,
  };
  return issuer;
}

function settings(issuer: Issuer, home: string): Configuration {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return {
    clients: [
      {
        client_id: 'page',
        token_endpoint_auth_method: 'none',
        redirect_uris: [home],
        post_logout_redirect_uris: [home],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...key, kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomUUID()] },
    ttl: { AccessToken: tokenSeconds, AuthorizationCode: minutes, IdToken: minutes, RefreshToken: minutes, Interaction: minutes, Grant: minutes, Session: minutes },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    clientBasedCORS: (_, origin) => `${origin}/` === home,
    findAccount: (_, id) => (issuer.gone.has(id) ? undefined : { accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_, token) => claimsOf(issuer, (token as { accountId?: string }).accountId ?? ''),
    loadExistingGrant: (context) => consentOf(context.oidc),
    features: {
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'desk', audience: 'taskforce', accessTokenTTL: tokenSeconds, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      },
    },
  };
}

function claimsOf({ roles, nations }: Issuer, account: string) {
  const nation = nations[account];
  return { roles: roles[account] ?? [], ...(nation ? { nation } : {}) };
}

// Nobody is asked whether the page may know who they are.
async function consentOf({ provider, client, session }: Parameters<NonNullable<Configuration['loadExistingGrant']>>[0]['oidc']) {
  const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(resource, 'desk');
  await grant.save();
  return grant;
}

/** How the gateway is told of it. */
export const settingsOf = ({ authority }: Issuer) => ({
  Identity__Issuers__police__Authority: authority,
  Identity__Issuers__police__Nation: 'DE',
  SignIn__Clients__police__ClientId: 'page',
  SignIn__Clients__police__Resource: resource,
});

/** Gives the issuer a name and a password; any password will do. */
export async function answerIssuer(page: Page, account: string) {
  await page.getByPlaceholder('Enter any login').fill(account);
  await page.getByPlaceholder('and password').fill('secret');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}
