import { AlertService, Alert_State, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { titleOfPart } from '../missions/title';
import { alerts, missions } from '../records/records';
import { nation } from '../session/session';
import { addressOf } from '../shell/route';
import { now } from '../wire/clock';
import { clientOf } from '../wire/transport';
import { localTime, nationName, span, toMs, utcTime } from '../words/format';
import { About } from './About';
import { OfSameMission } from './OfSameMission';
import { messageOf } from './message';
import { say, type Word } from '../words/words';
import { Whom } from './Whom';

/** What a person must see to: seen by each nation, ended by one. */
export function AlertPanel({ alert }: { alert: Alert }) {
  const isSeen = alert.acknowledgements.some((seen) => seen.nation === nation.value);
  const isOurs = alert.nations.includes(nation.value);
  const raised = toMs(alert.raiseTime);
  const resolution = draft(`resolve.${alert.name}`);
  const acknowledge = useAct(async ({ requestId, options }) => {
    alerts.put(await clientOf(AlertService).acknowledgeAlert({ name: alert.name, requestId }, options));
  });
  const resolve = useAct(async ({ requestId, options }) => {
    const ended = await clientOf(AlertService).resolveAlert({ name: alert.name, resolution: resolution.value, etag: alert.etag, requestId }, options);
    forget(`resolve.${alert.name}`);
    alerts.put(ended);
  });

  return (
    <article class="panel">
      <h2>{say(`alert.${alert.kind}` as Word)}</h2>
      <p>
        <About alert={alert} />
        <small class="line-of" lang="en" dir="ltr">
          {messageOf(alert)}
        </small>
      </p>
      <dl class="facts">
        <dt>{say('alert.raised')}</dt>
        <dd>
          {localTime(raised)} <span dir="ltr">{utcTime(raised)}</span> ({say('queue.age', { age: span(now.value - raised) })})
        </dd>
        {alert.mission && <dt>{say('mission.title')}</dt>}
        {alert.mission && (
          <dd>
            <a href={addressOf('desk', alert.mission)}>
              <bdi>{titleOfPart(alert.mission, missions.all.value.get(alert.mission)?.title ?? alert.mission)}</bdi>
            </a>
          </dd>
        )}
        <dt>{say('alert.seenBy')}</dt>
        <dd>
          {alert.nations.map((code) => {
            const seen = alert.acknowledgements.find((one) => one.nation === code);
            return (
              <div key={code}>
                <strong>{nationName(code)}</strong> {seen ? `${localTime(toMs(seen.time))} ${seen.actor}` : say('alert.notSeen')}
              </div>
            );
          })}
        </dd>
      </dl>
      {alert.additions.length > 0 && (
        <ol class="steps">
          {alert.additions.map((addition, place) => (
            <li key={place} dir="auto">
              <time>{localTime(toMs(addition.time))}</time> <Whom callSign={addition.callSign} text={addition.text} />
              {addition.text}
            </li>
          ))}
        </ol>
      )}
      {isOurs && !isSeen && (
        <ActButton act={acknowledge} kind="main">
          {say('alert.acknowledge')}
        </ActButton>
      )}
      {isOurs && alert.state === Alert_State.OPEN && (
        <div class="fields">
          <Field label={say('alert.how')} hint={say('freeText')}>
            <textarea rows={2} maxLength={500} dir="auto" value={resolution.value} onInput={(event) => (resolution.value = event.currentTarget.value)} />
          </Field>
          <ActButton act={resolve} disabled={resolution.value.trim() === ''}>
            {say('alert.resolve')}
          </ActButton>
        </div>
      )}
      {alert.mission && <OfSameMission alert={alert} />}
    </article>
  );
}
