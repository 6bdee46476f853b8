import type { RuleBreach } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { called, durationMs, localDateTime, span, toMs } from '../words/format';
import { say } from '../words/words';

/** Who breaks which duty-time rule, by how much and from when on; as the service says it if it does not say how much. */
export function Breach({ of: breach }: { of: RuleBreach }) {
  const { callSign, rule, limit, window, actual, time, message } = breach;
  if (!limit) {
    return (
      <>
        <bdi>{called(callSign)}</bdi>: {message ? <bdi lang="en">{message}</bdi> : say('withheld')}
      </>
    );
  }

  const values = { actual: span(durationMs(actual)), limit: span(durationMs(limit)), window: span(durationMs(window)) };
  return (
    <>
      <bdi>{called(callSign)}</bdi>: {say(window ? 'breach.duty' : 'breach.rest', values)} {say('breach.from', { time: localDateTime(toMs(time)) })}{' '}
      <small>
        <code dir="ltr">{rule}</code>
      </small>
    </>
  );
}
