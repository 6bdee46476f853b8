import { Code, type CallOptions } from '@connectrpc/connect';
import { fullJitter, pause } from './backoff.js';
import { readFault } from './fault.js';

/** One event of any of TaskForce's watches. */
export interface WatchEvent {
  /** The position in the log: what to go on from. */
  sequence: bigint;
}

/** What to follow, and from where. */
export interface Watched<E extends WatchEvent> {
  /** Opens the stream: `(after, options) => hotspots.watchHotspots({ after }, options)`. */
  open(after: bigint, options: CallOptions): AsyncIterable<E>;
  /** The last sequence seen, for example the one kept from before a restart; 0 is the oldest event kept. Without it the watch starts with `begin`. */
  after?: bigint;
  /** Lists what there is now and returns the answer's `sequence`: for the start, and for a log that no longer goes on from the cursor. Without it that is thrown. */
  begin?(options: CallOptions): Promise<bigint>;
  /** Ends the watch; the loop over it then ends quietly. */
  signal?: AbortSignal;
  /** Told when the stream broke, and for how long it waits before it goes on. */
  interrupted?(thrown: unknown, waitMs: number): void;
}

// The services send a heartbeat every 15 s at the latest; twice that and a little is silence.
const silentAfterMs = 35_000;

/**
 * Follows a watch for as long as the program wants to: every event once and in order, through restarts and broken networks, each time after a random wait of its
 * own. Heartbeats are handed out, too: they move the cursor past what the filter leaves out. Keep an event's `sequence` when you have done with it, and pass it as
 * `after` when you start again. Ends with an error only for what waiting does not mend: a refusal.
 */
export async function* watch<E extends WatchEvent>({ open, after, begin, signal, interrupted }: Watched<E>, wait: typeof pause = pause): AsyncGenerator<E, void> {
  let cursor = begin ? after : (after ?? 0n);
  let refused = false;
  for (let failures = 0; !signal?.aborted; ) {
    const attempt = new AbortController();
    const options = { signal: signal ? AbortSignal.any([signal, attempt.signal]) : attempt.signal };
    let broke: unknown;
    try {
      cursor ??= await begin!(options);
      for await (const event of untilSilent(open(cursor, options), attempt)) {
        [failures, refused] = [0, false];
        cursor = event.sequence;
        yield event;
      }
    } catch (thrown) {
      broke = thrown;
    } finally {
      attempt.abort();
    }

    if (signal?.aborted) {
      return;
    }

    const fault = broke === undefined ? undefined : readFault(broke);
    const isLogGone = fault?.code === Code.OutOfRange && begin !== undefined && cursor !== undefined;
    // A token may have lapsed: the next attempt brings another, once.
    const isStale: boolean = fault?.code === Code.Unauthenticated && !refused;
    if (fault && !isLogGone && !isStale && !fault.isTransient) {
      throw broke;
    }

    cursor = isLogGone ? undefined : cursor;
    refused ||= isStale;
    const waitMs = Math.max(fullJitter(failures++), fault?.retryAfterMs ?? 0);
    interrupted?.(broke, waitMs);
    await wait(waitMs, signal);
  }
}

// Only the wait for the server counts: whoever takes long over an event has not lost the stream.
async function* untilSilent<E>(stream: AsyncIterable<E>, attempt: AbortController): AsyncGenerator<E, void> {
  const events = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const silence = setTimeout(() => attempt.abort(), silentAfterMs);
      const next = await events.next().finally(() => clearTimeout(silence));
      if (next.done) {
        return;
      }

      yield next.value;
    }
  } finally {
    await events.return?.().catch(() => undefined);
  }
}
