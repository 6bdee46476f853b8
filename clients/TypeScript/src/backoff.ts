import { setTimeout as after } from 'node:timers/promises';

const firstMs = 500;
const mostMs = 20_000;

/** How long to wait before trying again: at random up to a bound that doubles, so that many who were cut off at once do not come back at once. */
export const fullJitter = (failures: number, random: () => number = Math.random) => Math.round(random() * Math.min(mostMs, firstMs * 2 ** Math.min(failures, 10)));

/** Waits; ends early and quietly when the signal says so. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> => after(ms, undefined, signal && { signal }).catch(() => undefined);
