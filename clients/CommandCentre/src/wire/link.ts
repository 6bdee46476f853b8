import { computed } from '@preact/signals';
import { now } from './clock';
import { watchStates } from './watch';

/** How well this page hears the services. */
export interface Link {
  state: 'connecting' | 'live' | 'stale' | 'partly';
  /** Since when what is shown is old, milliseconds. */
  ageMs: number;
  /** The watches that are cut off. */
  cutOff: string[];
}

// A short break is not worth a word.
const tolerableMs = 3000;

/** How well this page hears the services now. */
export const link = computed<Link>(() => {
  const states = Object.entries(watchStates.value);
  const cutOff = states.filter(([, state]) => !state.connected && now.value - state.heardAt > tolerableMs);
  if (states.length === 0 || states.every(([, state]) => state.heardAt === 0)) {
    return { state: 'connecting', ageMs: 0, cutOff: [] };
  }

  const heard = cutOff.map(([, state]) => state.heardAt).filter((at) => at > 0);
  const ageMs = heard.length > 0 ? now.value - Math.min(...heard) : 0;
  const state = cutOff.length === 0 ? 'live' : cutOff.length === states.length ? 'stale' : 'partly';
  return { state, ageMs, cutOff: cutOff.map(([name]) => name) };
});
