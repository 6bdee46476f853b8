import { Mission_Approval_Decision, Mission_State, MissionService, type Mission, type Mission_Approval } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct, type Act } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { Differences } from './Differences';
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { missions } from '../records/records';
import { isCommander, nation } from '../session/session';
import { now } from '../wire/clock';
import { clientOf } from '../wire/transport';
import { Breach } from '../whys/Breach';
import { localTime, nationName, span, toMs } from '../words/format';
import { say, type Word } from '../words/words';

/** The nations' keys: what exactly they are turned over, who has turned them, and the viewer's own. */
export function Keys({ mission }: { mission: Mission }) {
  const mine = mission.approvals.find((key) => key.nation === nation.value);
  const awaitsMine = mine?.decision === Mission_Approval_Decision.PENDING && mission.state === Mission_State.AWAITING_APPROVAL;
  const left = toMs(mission.approvalDueTime) - now.value;
  return (
    <section class="keys-of">
      <h3>{say('keys.title')}</h3>
      <ul>
        {mission.approvals.map((key) => (
          <li key={key.nation} class={`key key-${key.decision}`}>
            <strong>{nationName(key.nation)}</strong> {say(`decision.${key.decision}` as Word)} <Decided of={key} />
          </li>
        ))}
      </ul>
      {mission.approvalDueTime && mission.state === Mission_State.AWAITING_APPROVAL && (
        <p>{say(left < 0 ? 'queue.overdue' : 'keys.silence', { time: span(Math.abs(left)) })}</p>
      )}
      {mission.voidApprovals.map(({ approval, reason, voidTime }) => (
        <p key={`${approval?.nation}${toMs(voidTime)}`} class="void">
          {say('keys.void', { nation: nationName(approval?.nation ?? ''), time: localTime(toMs(voidTime)) })} <bdi>{reason}</bdi>
        </p>
      ))}
      {awaitsMine && <OwnKey mission={mission} />}
      {mission.state === Mission_State.APPROVED && <Dispatch mission={mission} />}
    </section>
  );
}

function Decided({ of: { approver, decisionTime, comment } }: { of: Mission_Approval }) {
  return decisionTime ? (
    <small>
      {localTime(toMs(decisionTime))} <bdi>{approver}</bdi> <bdi>{comment}</bdi>
    </small>
  ) : null;
}

function OwnKey({ mission }: { mission: Mission }) {
  const { name, digest, breaches } = mission;
  const isSure = useSignal(false);
  const [reason, why] = [draft(`key.${name}.reason`), draft(`key.${name}.override`)];
  const missionCalls = clientOf(MissionService);
  const done = (changed: Mission) => {
    forget(`key.${name}`);
    missions.put(changed);
  };
  const approve = useAct(async ({ requestId, options }) => {
    done(await missionCalls.approveMission({ name, digest, overrideReason: why.value, requestId }, options));
  });
  const reject = useAct(async ({ requestId, options }) => {
    done(await missionCalls.rejectMission({ name, reason: reason.value, requestId }, options));
  });
  return (
    <div class="own-key">
      <Differences mission={mission} />
      <p>
        {say('keys.what')} <code dir="ltr">{digest.slice(0, 12)}</code>
      </p>
      {breaches.length > 0 && (
        <>
          <ul class="problems">
            {breaches.map((breach) => (
              <li key={breach.member + breach.rule}>
                <Breach of={breach} />
              </li>
            ))}
          </ul>
          <Field label={say('keys.override')} hint={say('freeText')}>
            <input maxLength={500} dir="auto" value={why.value} onInput={(event) => (why.value = event.currentTarget.value)} />
          </Field>
        </>
      )}
      {!isSure.value && (
        <button type="button" class="main" disabled={!isCommander.value || (breaches.length > 0 && why.value.trim() === '')} onClick={() => (isSure.value = true)}>
          {say('step.approve', { nation: nationName(nation.value) })}
        </button>
      )}
      {isSure.value && <Sure approve={approve} cancel={() => (isSure.value = false)} />}
      <details>
        <summary>{say('keys.refuse')}</summary>
        <Field label={say('mission.reason')} hint={say('freeText')}>
          <input maxLength={500} dir="auto" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        </Field>
        <ActButton act={reject} kind="danger" disabled={!isCommander.value || reason.value.trim() === ''}>
          {say('keys.refuse')}
        </ActButton>
      </details>
    </div>
  );
}

// The focus goes to the question and not to its answer: a key that is held down must not give it. It goes there before another key is taken.
function Sure({ approve, cancel }: { approve: Act; cancel(): void }) {
  const question = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => question.current?.focus(), []);
  const name = nationName(nation.value);
  return (
    <div class="sure" role="group" aria-label={say('step.approve', { nation: name })} tabIndex={-1} ref={question}>
      <ActButton act={approve} kind="main">
        {say('keys.sure', { nation: name })}
      </ActButton>
      <button type="button" onClick={cancel}>
        {say('cancel')}
      </button>
    </div>
  );
}

function Dispatch({ mission }: { mission: Mission }) {
  const dispatch = useAct(async ({ requestId, options }) => {
    missions.put(await clientOf(MissionService).dispatchMission({ name: mission.name, etag: mission.etag, requestId }, options));
  });
  return (
    <ActButton act={dispatch} kind="main">
      {say('step.dispatch')}
    </ActButton>
  );
}
