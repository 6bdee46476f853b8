import { Mission_State, MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { Field } from '../forms/Field';
import { missions } from '../records/records';
import { clientOf } from '../wire/transport';
import { say } from '../words/words';

/** The ways in which a mission ends: done, or called off. */
export function Ending({ mission }: { mission: Mission }) {
  const { name, etag, state } = mission;
  const [reason, text, arrests] = [draft(`end.${name}.reason`), draft(`end.${name}.text`), draft(`end.${name}.arrests`, '0')];
  const missionCalls = clientOf(MissionService);
  const recall = useAct(async ({ requestId, options }) => {
    missions.put(await missionCalls.recallMission({ name, etag, reason: reason.value, requestId }, options));
    forget(`end.${name}`);
  });
  const complete = useAct(async ({ requestId, options }) => {
    const report = { text: text.value, arrests: Number(arrests.value) };
    missions.put(await missionCalls.completeMission({ name, etag, report, requestId }, options));
    forget(`end.${name}`);
  });
  return (
    <div class="ending">
      {state === Mission_State.ON_SCENE && (
        <details>
          <summary>{say('end.complete')}</summary>
          <div class="fields">
            <Field label={say('end.arrests')}>
              <input type="number" min={0} value={arrests.value} onInput={(event) => (arrests.value = event.currentTarget.value)} />
            </Field>
            <Field label={say('end.report')} hint={say('freeText')}>
              <textarea rows={3} maxLength={10_000} dir="auto" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
            </Field>
            <ActButton act={complete} kind="main">
              {say('end.complete')}
            </ActButton>
          </div>
        </details>
      )}
      <details>
        <summary>{say('end.recall')}</summary>
        <Field label={say('mission.reason')} hint={say('freeText')}>
          <input maxLength={500} dir="auto" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        </Field>
        <ActButton act={recall} kind="danger" disabled={reason.value.trim() === ''}>
          {say('end.recall')}
        </ActButton>
      </details>
    </div>
  );
}
