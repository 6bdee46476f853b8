import { Code, ConnectError } from '@connectrpc/connect';

/** One identity's bearer tokens. */
export interface Tokens {
  /** A token that is good now. */
  get(): Promise<string>;
  /** The server did not take the token: the next `get` brings another. */
  refuse(token: string): void;
}

/** A client of an OAuth 2.0 issuer. */
export interface ClientCredentials {
  /** The issuer's URL, for example `http://localhost:8080/demo`; its discovery document says where tokens are given. */
  issuer: string;
  /** Who asks; at the demo issuer a profile, for example `partner.demo`. */
  clientId: string;
  /** Sent by HTTP Basic. The demo issuer needs none. */
  clientSecret?: string;
  /** What is asked for, if the issuer wants to be told. */
  scope?: string;
}

// A token that lapses on its way to the server is refused there.
const earlyMs = 60_000;
const patienceMs = 10_000;

/**
 * Tokens by the client credentials grant (RFC 6749, section 4.4): fetched when first needed, kept, and replaced a minute before they lapse. Calls that need one
 * at the same time share one fetch. It fails with `Unavailable` if the issuer does not answer and with `Unauthenticated` if it refuses.
 */
export function clientCredentials(client: ClientCredentials, now: () => number = Date.now): Tokens {
  let current: { text: string; endsAt: number } | undefined;
  let fetching: Promise<string> | undefined;
  const renew = async () => {
    const asked = now();
    const answer = await fetchToken(client);
    current = { text: answer.access_token, endsAt: asked + (answer.expires_in ?? 300) * 1000 - earlyMs };
    return current.text;
  };

  return {
    get: async () => {
      if (current && now() < current.endsAt) {
        return current.text;
      }

      return (fetching ??= renew().finally(() => (fetching = undefined)));
    },
    refuse: (token) => {
      if (current?.text === token) {
        current = undefined;
      }
    },
  };
}

interface Answer {
  access_token: string;
  expires_in?: number;
}

async function fetchToken({ issuer, clientId, clientSecret, scope }: ClientCredentials): Promise<Answer> {
  const discovery = await ask(issuer, clientId, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }), ...(clientSecret === undefined && { client_id: clientId }) });
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`).toString('base64');
  const headers: Record<string, string> = clientSecret === undefined ? {} : { authorization: `Basic ${basic}` };
  const answer = await ask(issuer, clientId, String(discovery['token_endpoint']), { method: 'POST', body: form, headers });
  return typeof answer['access_token'] === 'string' ? (answer as unknown as Answer) : silent(issuer, 'The answer holds no token.');
}

async function ask(issuer: string, clientId: string, url: string, request: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(patienceMs) }).catch((cause: unknown) => silent(issuer, cause));
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.status >= 400 && response.status < 500) {
    throw new ConnectError(`${issuer} gives '${clientId}' no token: ${String(body['error_description'] ?? body['error'] ?? response.status)}`, Code.Unauthenticated);
  }

  return response.ok ? body : silent(issuer, `HTTP ${response.status}`);
}

function silent(issuer: string, cause: unknown): never {
  throw new ConnectError(`The issuer at ${issuer} does not answer.`, Code.Unavailable, undefined, undefined, cause);
}
