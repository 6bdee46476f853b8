import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Code } from '@connectrpc/connect';
import { afterEach, expect, test } from 'vitest';
import { clientCredentials } from './tokens.js';

let server: Server | undefined;

afterEach(() => server?.close());

// An issuer whose n-th token is `token-n`, and what it was asked.
async function issuer(status = 200) {
  const asked: { authorization: string; form: URLSearchParams }[] = [];
  server = createServer(async (request, response) => {
    const { port } = server?.address() as AddressInfo;
    response.setHeader('content-type', 'application/json');
    if (request.url === '/demo/.well-known/openid-configuration') {
      return response.end(JSON.stringify({ token_endpoint: `http://127.0.0.1:${port}/elsewhere` }));
    }

    let body = '';
    for await (const part of request) {
      body += String(part);
    }

    asked.push({ authorization: request.headers.authorization ?? '', form: new URLSearchParams(body) });
    response.statusCode = status;
    return response.end(JSON.stringify(status === 200 ? { access_token: `token-${asked.length}`, expires_in: 300 } : { error: 'invalid_client' }));
  });
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/demo`, asked };
}

test('a token is kept, shared, and replaced a minute before it lapses', async () => {
  const { url, asked } = await issuer();
  let now = 0;
  const tokens = clientCredentials({ issuer: url, clientId: 'partner.demo' }, () => now);

  expect(await Promise.all([tokens.get(), tokens.get()])).toEqual(['token-1', 'token-1']);
  now = 239_999;
  expect(await tokens.get()).toBe('token-1');
  now = 240_000;
  expect(await tokens.get()).toBe('token-2');
  expect(asked[0]?.form.toString()).toBe('grant_type=client_credentials&client_id=partner.demo');
});

test('a token that was refused is replaced, and an older one that is refused late costs nothing', async () => {
  const tokens = clientCredentials({ issuer: (await issuer()).url, clientId: 'partner.demo' });

  tokens.refuse(await tokens.get());
  expect(await tokens.get()).toBe('token-2');
  tokens.refuse('token-1');
  expect(await tokens.get()).toBe('token-2');
});

test('a secret goes by HTTP Basic and not into the form', async () => {
  const { url, asked } = await issuer();

  await clientCredentials({ issuer: url, clientId: 'a:b', clientSecret: 's&c' }).get();

  expect(asked[0]?.authorization).toBe(`Basic ${btoa('a%3Ab:s%26c')}`);
  expect(asked[0]?.form.toString()).toBe('grant_type=client_credentials');
});

test('an issuer that refuses and one that is away are told apart', async () => {
  await expect(clientCredentials({ issuer: (await issuer(401)).url, clientId: 'nobody' }).get()).rejects.toMatchObject({ code: Code.Unauthenticated });
  await expect(clientCredentials({ issuer: (await issuer(500)).url, clientId: 'nobody' }).get()).rejects.toMatchObject({ code: Code.Unavailable });
});
