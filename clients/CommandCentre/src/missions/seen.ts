import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { toMs } from '../words/format';

/** What a key is turned over, in no language: each part as the texts it consists of. */
export type Seen = Readonly<Record<Part, readonly string[]>>;

export type Part = 'title' | 'instructions' | 'place' | 'period' | 'mandate' | 'people' | 'assets' | 'breaches';

/** What of it is new and what is gone. */
export interface Difference {
  part: Part;
  gone: readonly string[];
  added: readonly string[];
}

const prefix = 'taskforce.seen.';
const some = (...texts: readonly (string | undefined)[]) => texts.filter((text): text is string => !!text);

/** What a key would be turned over now. */
export const seenIn = (mission: Mission): Seen => ({
  title: some(mission.title),
  instructions: some(mission.instructions),
  place: some(mission.requirement?.place?.displayName),
  period: [mission.period?.startTime, mission.period?.endTime].map((time) => String(toMs(time))),
  mandate: some(mission.mandate),
  people: mission.members.map(({ callSign, nation }) => `${callSign} · ${nation}`),
  assets: mission.assets.map(({ displayName, nation }) => `${displayName} · ${nation}`),
  breaches: mission.breaches.map(({ callSign, message }) => `${callSign}: ${message}`),
});

/** What changed from one to the other. */
export const differences = (before: Seen, now: Seen): Difference[] =>
  (Object.keys(now) as Part[])
    .map((part) => ({
      part,
      gone: (before[part] ?? []).filter((text) => !now[part].includes(text)),
      added: now[part].filter((text) => !before[part]?.includes(text)),
    }))
    .filter(({ gone, added }) => gone.length + added.length > 0);

/** What somebody saw of a mission when they last looked; null if they never did, on this machine. */
export function lastSeen(subject: string, name: string): Seen | null {
  const kept = localStorage.getItem(`${prefix}${subject}.${name}`);
  return kept ? (JSON.parse(kept) as Seen) : null;
}

/** Remembers what somebody has seen, and forgets what is not to be decided any more. */
export function remember(subject: string, mission: Mission, isKept: (name: string) => boolean) {
  const mine = `${prefix}${subject}.`;
  Object.keys(localStorage)
    .filter((key) => key.startsWith(mine) && !isKept(key.slice(mine.length)))
    .forEach((key) => localStorage.removeItem(key));
  localStorage.setItem(mine + mission.name, JSON.stringify(seenIn(mission)));
}
