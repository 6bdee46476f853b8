import { useSignal } from '@preact/signals';
import { Mission_State, MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { draft, forget } from '../forms/draft';
import { missions } from '../records/records';
import { clientOf } from '../wire/transport';
import { say } from '../words/words';
import { Instructions } from './Instructions';
import { WriteInstructions } from './WriteInstructions';

// Once the orders are given their text stands.
const mayChange: ReadonlySet<Mission_State> = new Set([Mission_State.DRAFT, Mission_State.AWAITING_APPROVAL, Mission_State.APPROVED, Mission_State.REJECTED]);

/** What the team of a mission is told; until its orders are given it may be changed. */
export function MissionInstructions({ mission }: { mission: Mission }) {
  const isWriting = useSignal(false);
  return (
    <section class="fields">
      <h3>{say('seenPart.instructions')}</h3>
      {!isWriting.value && <Instructions text={mission.instructions} />}
      {!isWriting.value && mayChange.has(mission.state) && (
        <button type="button" onClick={() => (isWriting.value = true)}>
          {say('phrases.change')}
        </button>
      )}
      {isWriting.value && <Write mission={mission} done={() => (isWriting.value = false)} />}
    </section>
  );
}

function Write({ mission, done }: { mission: Mission; done(): void }) {
  const { name, etag } = mission;
  const key = `instructions.${name}`;
  const text = draft(key, mission.instructions);
  const end = () => {
    forget(key);
    done();
  };
  const keep = useAct(async ({ requestId, options }) => {
    const changed = { mission: { name, etag, instructions: text.value }, updateMask: { paths: ['instructions'] }, requestId };
    missions.put(await clientOf(MissionService).updateMission(changed, options));
    end();
  });
  return (
    <>
      <WriteInstructions text={text} />
      {mission.team && <p>{say('phrases.voids')}</p>}
      <div class="sure">
        <ActButton act={keep} kind="main">
          {say('report.keep')}
        </ActButton>
        <button type="button" onClick={end}>
          {say('cancel')}
        </button>
      </div>
    </>
  );
}
