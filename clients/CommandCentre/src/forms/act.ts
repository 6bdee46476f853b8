import { useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { inTime } from '../wire/transport';
import { toFault, type Fault } from '../wire/fault';

/** Something that somebody does once, however often they press. */
export interface Act {
  isRunning: ReadonlySignal<boolean>;
  fault: ReadonlySignal<Fault | null>;
  /** Does it; a press while it runs does nothing, and one after it failed repeats the same request, which the service then takes once. */
  run(): Promise<void>;
}

/** What a call is given. */
export interface Call {
  requestId: string;
  options: { signal: AbortSignal };
}

/** Makes an act of a call. */
export function useAct(call: (how: Call) => Promise<void>): Act {
  const isRunning = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const requestId = useSignal('');
  return {
    isRunning,
    fault,
    run: async () => {
      if (isRunning.peek()) {
        return;
      }

      isRunning.value = true;
      fault.value = null;
      requestId.value ||= crypto.randomUUID();
      try {
        await call({ requestId: requestId.value, options: inTime() });
        requestId.value = '';
      } catch (thrown) {
        fault.value = toFault(thrown);
        // Only when nobody knows what became of it must the same be asked again; what was refused is asked anew.
        if (fault.value.advice !== 'retry') {
          requestId.value = '';
        }
      } finally {
        isRunning.value = false;
      }
    },
  };
}
