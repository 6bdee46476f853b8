import { Code, ConnectError } from '@connectrpc/connect';
import { expect, test, vi } from 'vitest';
import { fullJitter } from './backoff';
import { follow, watchStates } from './watch';

interface Event {
  sequence: bigint;
}

async function* streamOf(events: bigint[], fault?: ConnectError): AsyncIterable<Event> {
  for (const sequence of events) {
    yield { sequence };
  }

  if (fault) {
    throw fault;
  }
}

async function run(streams: (end: AbortController) => ((after: bigint) => AsyncIterable<Event>)[], begins: bigint[]) {
  vi.useFakeTimers();
  const end = new AbortController();
  const [seen, asked, left] = [[] as bigint[], [] as bigint[], streams(end)];
  const done = follow<Event>(
    {
      name: 'test',
      begin: async () => begins.shift() ?? 0n,
      open: (after) => {
        asked.push(after);
        const next = left.shift();
        if (!next) {
          end.abort();
        }

        return next?.(after) ?? streamOf([]);
      },
      take: ({ sequence }) => seen.push(sequence),
    },
    end.signal,
  );
  await vi.runAllTimersAsync();
  await done;
  vi.useRealTimers();
  return { seen, asked };
}

test('a stream that breaks goes on from the last sequence seen', async () => {
  const { seen, asked } = await run(() => [() => streamOf([6n, 7n], new ConnectError('', Code.Unavailable)), () => streamOf([8n])], [5n]);

  expect(seen).toEqual([6n, 7n, 8n]);
  expect(asked).toEqual([5n, 7n, 8n]);
});

test('a log that no longer goes on from there is begun anew', async () => {
  const { asked } = await run(() => [() => streamOf([], new ConnectError('', Code.OutOfRange))], [5n, 90n]);

  expect(asked).toEqual([5n, 90n]);
});

test('the wait doubles up to a bound and is never longer', () => {
  expect([0, 1, 2, 3, 20].map((failures) => fullJitter(failures, () => 1))).toEqual([500, 1000, 2000, 4000, 20_000]);
  expect(fullJitter(3, () => 0)).toBe(0);
});

test('a watch that somebody ended is not cut off', async () => {
  await run(() => [() => streamOf([6n])], [5n]);

  expect(watchStates.value).toEqual({});
});
