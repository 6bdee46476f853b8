import { Code, ConnectError } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import { ErrorInfoSchema, RetryInfoSchema } from './contracts/google/rpc/error_details_pb.js';
import { watch, type Watched } from './watch.js';

interface Event {
  sequence: bigint;
}

type Stream = () => AsyncIterable<Event>;

const refusal = (code: Code, reason: string) => new ConnectError('No.', code, undefined, [{ desc: ErrorInfoSchema, value: { reason, domain: 'taskforce' } }]);

const retryAfter = (seconds: bigint) => ({ desc: RetryInfoSchema, value: { retryDelay: { seconds } } });

const stream = (sequences: bigint[], fault?: unknown): Stream =>
  async function* () {
    for (const sequence of sequences) {
      yield { sequence };
    }

    if (fault) {
      throw fault;
    }
  };

// Follows until the streams are used up, and says what was seen, from where each attempt went on and how long it waited before.
async function follow(streams: Stream[], more: Partial<Watched<Event>> = {}) {
  const end = new AbortController();
  const [seen, asked, waits] = [[] as bigint[], [] as bigint[], [] as number[]];
  const open = (after: bigint) => {
    asked.push(after);
    const next = streams.shift();
    if (!next) {
      end.abort();
    }

    return next?.() ?? stream([])();
  };
  const events = watch({ open, signal: end.signal, interrupted: (_, ms) => waits.push(ms), ...more }, async () => undefined);
  const thrown = await (async () => {
    for await (const { sequence } of events) {
      seen.push(sequence);
    }
  })().catch((fault: unknown) => fault);
  return { seen, asked, waits, thrown };
}

test('a stream that breaks or ends goes on after the last sequence seen', async () => {
  const { seen, asked } = await follow([stream([6n, 7n], new ConnectError('', Code.Unavailable)), stream([8n])], { after: 5n });

  expect(seen).toEqual([6n, 7n, 8n]);
  expect(asked).toEqual([5n, 7n, 8n]);
});

test('a refusal ends the watch', async () => {
  const refused = refusal(Code.PermissionDenied, 'ROLE_MISSING');

  expect((await follow([stream([1n], refused), stream([2n])])).thrown).toBe(refused);
});

test('a fault of the program itself is not waited out', async () => {
  const fault = new TypeError('undefined is not a function');

  expect((await follow([stream([1n], fault), stream([2n])])).thrown).toBe(fault);
});

test('a log that no longer goes on from there is begun anew, or thrown if nobody says how', async () => {
  const truncated = refusal(Code.OutOfRange, 'LOG_TRUNCATED');

  expect((await follow([stream([], truncated)], { after: 5n, begin: async () => 90n })).asked).toEqual([5n, 90n]);
  expect((await follow([stream([], truncated)], { after: 5n })).thrown).toBe(truncated);
});

test('a token that lapsed is replaced once, and a second refusal in a row is one', async () => {
  const lapsed = refusal(Code.Unauthenticated, 'TOKEN_EXPIRED');

  expect((await follow([stream([1n], lapsed), stream([2n], lapsed), stream([3n])])).seen).toEqual([1n, 2n, 3n]);
  expect((await follow([stream([1n], lapsed), stream([], lapsed), stream([3n])])).thrown).toBe(lapsed);
});

test('whoever is told how long to wait waits as long', async () => {
  const { waits } = await follow([stream([], new ConnectError('', Code.ResourceExhausted, undefined, [retryAfter(60n)]))]);

  expect(waits[0]).toBe(60_000);
});

test('a watch that somebody leaves closes its stream', async () => {
  let closed = false;
  const open = async function* () {
    try {
      yield { sequence: 1n };
      yield { sequence: 2n };
    } finally {
      closed = true;
    }
  };

  for await (const { sequence } of watch({ open })) {
    expect(sequence).toBe(1n);
    break;
  }

  expect(closed).toBe(true);
});
