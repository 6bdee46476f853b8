import { en } from '../words/en';
import type { Word } from '../words/words';

/** Why somebody could not sign in, or is not signed in any more. */
export interface SignInFault {
  word: Word;
  values: Record<string, string>;
  /** What the issuer or the gateway said of it, English or whatever it speaks. */
  detail: string;
}

/** The gateway does not take a token that an issuer has given. */
export class Refused extends Error {
  readonly reason: string;

  constructor(body: object) {
    // Problem details (RFC 9457).
    const { detail = '', reason = '' } = body as { detail?: string; reason?: string };
    super(detail);
    this.reason = reason;
  }
}

/** Whoever signs in may do nothing at a desk. */
export class NoDesk extends Error {}

// What an issuer that cannot answer now says by the rules of OAuth (RFC 6749, 4.1.2.1).
const forNow = /^(server_error|temporarily_unavailable)$/;

/** Whether the issuer itself says no, and not the way to it. */
export const isRefusal = (thrown: unknown): thrown is Error & { error: string } =>
  thrown instanceof Error && thrown.name === 'ErrorResponse' && !forNow.test(String((thrown as { error?: string }).error));

/** What went wrong, in words for whoever wants to sign in. */
export function faultOf(thrown: unknown, issuer: string): SignInFault {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Refused) {
    const word = `refusal.${thrown.reason}`;
    return { word: (word in en ? word : 'signIn.refusedHere') as Word, values: {}, detail };
  }

  if (thrown instanceof NoDesk) {
    return { word: 'signIn.noDesk', values: {}, detail };
  }

  return { word: isRefusal(thrown) ? 'signIn.refusedThere' : wordOf(thrown), values: { issuer }, detail };
}

/** Whether nobody answers. */
export const isAway = (thrown: unknown) => thrown instanceof TypeError || (thrown instanceof Error && /timeout|timed out/i.test(thrown.name + thrown.message));

// The library says by its message alone that what somebody was sent back with does not belong to what was begun in this tab.
const wordOf = (thrown: unknown): Word =>
  isAway(thrown) ? 'signIn.away' : thrown instanceof Error && /state|nonce|iss\b/i.test(thrown.message) ? 'signIn.notBegunHere' : 'signIn.failed';
