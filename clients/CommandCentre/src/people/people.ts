import { effect, signal } from '@preact/signals';
import { MemberService, type Member } from '../contracts/taskforce/roster/v1/member_service_pb';
import type { Place } from '../contracts/taskforce/type/v1/geography_pb';
import { away } from '../wire/services';
import { clientOf, inTime } from '../wire/transport';
import { listAll } from '../records/collection';

const pageSize = 1000;

/** The people that may be seen, by call sign; empty until somebody asked for them. */
export const people = signal<readonly Member[]>([]);

let reading: Promise<void> | undefined;
let isMissing = false;

/** Reads who there is; once, unless that failed. */
export function readPeople(): Promise<void> {
  reading ??= listAll(async (pageToken) => {
    const answer = await clientOf(MemberService).listMembers({ pageSize, pageToken }, inTime());
    return { ...answer, records: answer.members };
  })
    .then(({ records }) => {
      people.value = records.sort((one, other) => one.callSign.localeCompare(other.callSign));
    })
    .catch((fault: unknown) => {
      reading = undefined;
      isMissing = true;
      throw fault;
    });
  return reading;
}

// Whoever asked while the roster was away is told when it is back.
effect(() => {
  if (!away.value.includes('roster') && isMissing) {
    isMissing = false;
    void readPeople().catch(() => undefined);
  }
});

/** Forgets them: somebody else signs in. */
export function forgetPeople() {
  reading = undefined;
  isMissing = false;
  people.value = [];
}

/** What somebody is found by: a call sign alone may be of either nation. */
export const labelOf = ({ callSign, nation }: Pick<Member, 'callSign' | 'nation'>) => `${callSign} · ${nation}`;

/** The bases that people have for a home, each once. */
export const basesOf = (all: readonly Pick<Member, 'homeBase'>[]): Place[] => [
  ...new Map(all.flatMap(({ homeBase }) => (homeBase?.location ? [[homeBase.placeId || homeBase.displayName, homeBase] as const] : []))).values(),
];

const fold = (text: string) => text.toLocaleLowerCase().normalize('NFD').replace(/[\p{M}\s·-]/gu, '');

/** Those whose call sign has the text in it, those that begin with it first; at most so many. */
export function matching(all: readonly Member[], text: string, most: number): Member[] {
  const wanted = fold(text);
  if (!wanted) {
    return [];
  }

  const at = (member: Member) => fold(labelOf(member)).indexOf(wanted);
  return all
    .filter((member) => at(member) >= 0)
    .sort((one, other) => Number(at(one) > 0) - Number(at(other) > 0))
    .slice(0, most);
}
