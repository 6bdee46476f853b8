import { signal } from '@preact/signals';
import { token } from '../session/token';

/** The parts of TaskForce that a desk works with. */
export const parts = ['tasking', 'roster', 'geolocation'] as const;

export type Part = (typeof parts)[number];

/** The parts that do not answer now; empty too if nobody can be asked, which the watches tell. */
export const away = signal<readonly Part[]>([]);

const lookMs = 5000;
const patienceMs = 4000;

/** Asks the gateway again and again which parts are there, until what is answered is called. */
export function followServices(): () => void {
  const look = async () => {
    const found = await ask().catch(() => [] as const);
    // A new list only if it is another one: what shows it is not shown anew.
    if (String(found) !== String(away.peek())) {
      away.value = found;
    }
  };
  const again = setInterval(() => void look(), lookMs);
  void look();
  return () => {
    clearInterval(again);
    away.value = [];
  };
}

async function ask(): Promise<readonly Part[]> {
  const answer = await fetch('/readyz', { headers: { authorization: `Bearer ${await token()}` }, signal: AbortSignal.timeout(patienceMs) });
  const { upstreams = {} } = (await answer.json()) as { upstreams?: Record<string, string> };
  return parts.filter((part) => part in upstreams && upstreams[part] !== 'SERVING');
}
