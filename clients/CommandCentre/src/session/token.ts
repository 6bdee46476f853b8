import { Code, ConnectError } from '@connectrpc/connect';
import { managerOf } from './issuers';
import { forgetSession, keep, session, type Session } from './session';
import { endOf, signInFault } from './sign-in';
import { isRefusal } from './sign-in-fault';

const usualLeewayMs = 60_000;
const lookMs = 2000;

let renewal: Promise<void> | undefined;

/** The token of whoever is signed in, or nothing. One that is about to end is renewed before. */
export async function token(): Promise<string | undefined> {
  const current = session.value;
  if (current && isDue(current)) {
    await renew(current);
  }

  const now = session.value;
  if (now && now.endsAt <= Date.now()) {
    throw new ConnectError('The issuer does not answer, so that the sign-in cannot be renewed.', Code.Unavailable);
  }

  return now?.token;
}

/** Renews the token of whoever sits here and does nothing, until what is answered is called. */
export function followRenewal(): () => void {
  const look = setInterval(() => session.value && isDue(session.value) && void renew(session.value), lookMs);
  return () => clearInterval(look);
}

// Also one that lasts for less than a minute is used for most of its time.
const isDue = ({ endsAt, lastsMs, issuer }: Session) => endsAt - (issuer ? Math.min(usualLeewayMs, lastsMs / 4) : 0) <= Date.now();

function renew(current: Session): Promise<void> {
  renewal ??= ask(current).finally(() => (renewal = undefined));
  return renewal;
}

async function ask(current: Session) {
  try {
    const manager = current.issuer ? await managerOf(current.issuer) : undefined;
    const user = (await manager?.getUser())?.refresh_token ? await manager?.signinSilent() : null;
    // Whoever has signed out meanwhile stays so.
    if (user && session.value?.token === current.token) {
      keep({ ...current, token: user.access_token, endsAt: endOf(user), lastsMs: endOf(user) - Date.now() });
    } else if (user && !session.value) {
      await manager?.removeUser();
    } else if (!user && current.endsAt <= Date.now()) {
      end('');
    }
  } catch (thrown) {
    // That the issuer is away ends nothing: it is asked again, and what is open goes on.
    if (isRefusal(thrown)) {
      end(thrown.message);
    }
  }
}

function end(detail: string) {
  forgetSession();
  signInFault.value = { word: 'advice.signIn', values: {}, detail };
}
