import { HandoverService, Handover_Kind, type Handover } from '../contracts/taskforce/tasking/v1/handover_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { titleOfPart } from '../missions/title';
import { handovers, missions } from '../records/records';
import { session } from '../session/session';
import { addressOf } from '../shell/route';
import { now } from '../wire/clock';
import { clientOf } from '../wire/transport';
import { nationName, span, toMs } from '../words/format';
import { say } from '../words/words';

/** An offer to answer for something: taken, declined, or withdrawn by whoever made it. */
export function HandoverPanel({ handover }: { handover: Handover }) {
  const { name, etag, from, to, note, kind } = handover;
  const isToMe = to === session.value?.subject;
  const calls = clientOf(HandoverService);
  const accept = useAct(async ({ requestId, options }) => {
    await calls.acceptHandover({ name, etag, requestId }, options);
    handovers.remove(name);
  });
  const decline = useAct(async ({ requestId, options }) => {
    await calls.declineHandover({ name, etag, requestId }, options);
    handovers.remove(name);
  });
  return (
    <article class="proposal">
      <h3>{say(kind === Handover_Kind.LEAD ? 'handover.lead' : 'handover.title')}</h3>
      <dl class="facts">
        <dt>{say('handover.from')}</dt>
        <dd>
          <bdi>{from}</bdi> ({nationName(handover.fromNation)})
        </dd>
        <dt>{say('handover.to')}</dt>
        <dd>
          <bdi>{to}</bdi> ({nationName(handover.toNation)})
        </dd>
        <dt>{say('handover.until')}</dt>
        <dd>{say('queue.due', { time: span(toMs(handover.expireTime) - now.value) })}</dd>
      </dl>
      <ul class="links">
        {handover.missions.map((mission) => (
          <li key={mission}>
            <a href={addressOf('desk', mission)}>
              <bdi>{titleOfPart(mission, missions.all.value.get(mission)?.title ?? mission)}</bdi>
            </a>
          </li>
        ))}
      </ul>
      {note && (
        <blockquote dir="auto">
          {note}
          <small>{say('freeText')}</small>
        </blockquote>
      )}
      <div class="sure">
        {isToMe && (
          <ActButton act={accept} kind="main">
            {say('handover.accept')}
          </ActButton>
        )}
        <ActButton act={decline}>{say(isToMe ? 'handover.decline' : 'handover.withdraw')}</ActButton>
      </div>
    </article>
  );
}
