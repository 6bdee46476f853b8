import { Code, ConnectError } from '@connectrpc/connect';
import { signal } from '@preact/signals';
import { fullJitter } from './backoff';

/** One event of any of our watches. */
export interface WatchEvent {
  sequence: bigint;
}

/** What a watch needs to be followed for as long as somebody is signed in. */
export interface Followed<E extends WatchEvent> {
  /** For people and for the connection's state. */
  name: string;
  /** Lists what there is now and says from which sequence to watch on. Called at the start, and when the log no longer goes on from where we were. */
  begin(signal: AbortSignal): Promise<bigint>;
  /** Opens the stream. */
  open(after: bigint, signal: AbortSignal): AsyncIterable<E>;
  /** Takes one event in; a heartbeat, too. */
  take(event: E): void;
  /** The stream ended: for a watch that begins anew each time. */
  lost?(): void;
}

/** How one watch is doing. */
export interface WatchState {
  connected: boolean;
  /** When anything last came, a heartbeat included; milliseconds since 1970, 0 for never. */
  heardAt: number;
}

/** Every watch that is followed, by name. */
export const watchStates = signal<Readonly<Record<string, WatchState>>>({});

// The services send a heartbeat every 15 s at the latest; twice that and a little is silence.
const silentAfterMs = 35_000;

/** Follows a watch until the signal ends it: resumes from the last sequence seen, begins anew when that is no longer kept. */
export async function follow<E extends WatchEvent>(watch: Followed<E>, end: AbortSignal): Promise<void> {
  let cursor: bigint | undefined;
  let failures = 0;
  // At once: whoever follows the same anew must find it forgotten.
  end.addEventListener('abort', () => forget(watch.name), { once: true });
  while (!end.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    end.addEventListener('abort', stop, { once: true });
    try {
      cursor ??= await watch.begin(AbortSignal.any([attempt.signal, AbortSignal.timeout(silentAfterMs)]));
      if (end.aborted) {
        return;
      }

      note(watch.name, true);
      let silence = setTimeout(stop, silentAfterMs);
      try {
        for await (const event of watch.open(cursor, attempt.signal)) {
          clearTimeout(silence);
          silence = setTimeout(stop, silentAfterMs);
          failures = 0;
          watch.take(event);
          cursor = event.sequence;
          if (!end.aborted) {
            note(watch.name, true);
          }
        }
      } finally {
        clearTimeout(silence);
      }
    } catch (fault) {
      if (ConnectError.from(fault).code === Code.OutOfRange) {
        cursor = undefined;
      }
    } finally {
      end.removeEventListener('abort', stop);
      attempt.abort();
    }

    if (end.aborted) {
      return;
    }

    note(watch.name, false);
    if (watch.lost) {
      cursor = undefined;
      watch.lost();
    }

    await pause(fullJitter(failures++), end);
  }
}

function note(name: string, connected: boolean) {
  const before = watchStates.value[name];
  watchStates.value = { ...watchStates.value, [name]: { connected, heardAt: connected ? Date.now() : (before?.heardAt ?? 0) } };
}

// What nobody follows any more is not cut off.
function forget(name: string) {
  const { [name]: _, ...rest } = watchStates.value;
  watchStates.value = rest;
}

const pause = (ms: number, end: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (end.aborted) {
      return resolve();
    }

    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', done);
      end.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    // The network is back: no need to wait.
    globalThis.addEventListener?.('online', done, { once: true });
    end.addEventListener('abort', done, { once: true });
  });
