import type { ExplainMemberResponse } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { durationMs, span } from '../words/format';
import { say, type Word } from '../words/words';
import { Breach } from './Breach';
import { isRule } from './names';

/** What keeps somebody out of a team, or what having them would cost, with the service's own sentences below. */
export function Explained({ said }: { said: ExplainMemberResponse }) {
  const more = durationMs(said.moreTravel);
  const isCloser = said.proposal && !said.inBestTeam && durationMs(said.laterArrival) < 1000;
  return (
    <>
      {said.obstacles.length > 0 && (
        <ul class="problems">
          {said.obstacles.map(({ rule, message }) => (
            <li key={rule + message}>
              {isRule(rule) && <b>{say(`rule.${rule}` as Word)}</b>}
              <English text={message} />
            </li>
          ))}
        </ul>
      )}
      {said.breaches.length > 0 && (
        <ul class="problems">
          {said.breaches.map((breach) => (
            <li key={breach.rule}>
              <Breach of={breach} />
            </li>
          ))}
        </ul>
      )}
      {isCloser && <p>{more > 0 ? say('ask.moreTravel', { time: span(more) }) : say('ask.alike')}</p>}
      <English text={said.message} />
    </>
  );
}

const English = ({ text }: { text: string }) => (
  <small class="line-of" lang="en" dir="ltr">
    {text}
  </small>
);
