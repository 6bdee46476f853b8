import type { TeamMember } from '../contracts/taskforce/roster/v1/formation_service_pb';

/** Somebody who is named. */
export type Named = Pick<TeamMember, 'member' | 'callSign'>;

/** What a commander supposes when asking for a team. */
export interface Supposition {
  /** Who is left out. */
  without: readonly Named[];
  /** Who must be in it. */
  having: readonly Named[];
  /** Whether hard duty-time rules are overridden. */
  overrides: boolean;
}

/** As it is. */
export const asItIs: Supposition = { without: [], having: [], overrides: false };

const rest = (all: readonly Named[], { member }: Named) => all.filter((one) => one.member !== member);

/** Leaves somebody out. */
export const leaveOut = (supposed: Supposition, who: Named): Supposition => ({ ...supposed, having: rest(supposed.having, who), without: [...rest(supposed.without, who), who] });

/** Wants somebody in. */
export const want = (supposed: Supposition, who: Named): Supposition => ({ ...supposed, without: rest(supposed.without, who), having: [...rest(supposed.having, who), who] });

/** Supposes nothing about somebody any more. */
export const forgetAbout = (supposed: Supposition, who: Named): Supposition => ({ ...supposed, without: rest(supposed.without, who), having: rest(supposed.having, who) });

/** Whether anything is supposed. */
export const isSupposed = ({ without, having, overrides }: Supposition) => without.length + having.length > 0 || overrides;

/** The same for the roster. */
export const toWhatIf = ({ without, having, overrides }: Supposition) => ({
  excluded: without.map(({ member }) => member),
  included: having.map(({ member }) => member),
  overrideDutyTime: overrides,
});
