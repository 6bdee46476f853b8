import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import { HotspotService } from './contracts/taskforce/tasking/v1/hotspot_service_pb.js';
import { readFault } from './fault.js';
import { callRules } from './rules.js';

// A service that fails as often as it is told to, and what it was asked.
function service(faults: ConnectError[]) {
  const asked: { token: string; requestId: string; purpose: string }[] = [];
  const refused: string[] = [];
  const tokens = { get: async () => `token-${refused.length}`, refuse: (token: string) => void refused.push(token) };
  const transport = createRouterTransport(
    ({ service }) =>
      service(HotspotService, {
        createHotspot: ({ requestId }, { requestHeader }) => {
          asked.push({ token: requestHeader.get('authorization') ?? '', requestId, purpose: requestHeader.get('taskforce-purpose') ?? '' });
          const fault = faults.shift();
          if (fault) {
            throw fault;
          }

          return { name: 'hotspots/one' };
        },
        watchHotspots: async function* () {
          yield { sequence: 1n };
          throw faults.shift();
        },
      }),
    { transport: { interceptors: [callRules(tokens, 'Überprüfung', async () => undefined)] } },
  );
  return { hotspots: createClient(HotspotService, transport), asked, refused };
}

test('what nobody answered is sent again as the same request', async () => {
  const { hotspots, asked } = service([new ConnectError('', Code.Unavailable), new ConnectError('', Code.Unavailable)]);

  expect((await hotspots.createHotspot({})).name).toBe('hotspots/one');
  expect(asked).toHaveLength(3);
  expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(1);
  expect(asked[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('two calls are two requests, and a request id of the caller stays', async () => {
  const { hotspots, asked } = service([]);

  await hotspots.createHotspot({});
  await hotspots.createHotspot({});
  await hotspots.createHotspot({ requestId: 'mine' });

  expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(3);
  expect(asked[2]?.requestId).toBe('mine');
});

test('a token that is refused is replaced once', async () => {
  const once = service([new ConnectError('', Code.Unauthenticated)]);
  await once.hotspots.createHotspot({});
  expect(once.asked.map(({ token }) => token)).toEqual(['Bearer token-0', 'Bearer token-1']);

  const twice = service([new ConnectError('', Code.Unauthenticated), new ConnectError('', Code.Unauthenticated)]);
  await expect(twice.hotspots.createHotspot({})).rejects.toMatchObject({ code: Code.Unauthenticated });
});

test('a watch whose token lapses asks for another', async () => {
  const { hotspots, refused } = service([new ConnectError('', Code.Unauthenticated)]);

  const all = async () => {
    for await (const _ of hotspots.watchHotspots({}));
  };

  await expect(all()).rejects.toMatchObject({ code: Code.Unauthenticated });
  expect(refused).toEqual(['token-0']);
});

test('a refusal is not sent again, and a purpose travels in any language', async () => {
  const { hotspots, asked } = service([new ConnectError('', Code.PermissionDenied)]);

  const thrown = await hotspots.createHotspot({}).catch((fault: unknown) => fault);

  expect(readFault(thrown)).toMatchObject({ code: Code.PermissionDenied, isTransient: false });
  expect(asked).toHaveLength(1);
  expect(decodeURIComponent(asked[0]?.purpose ?? '')).toBe('Überprüfung');
});
