import { useEffect, useRef } from 'preact/hooks';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { isOver } from '../queue/entry';
import { Instructions } from '../phrases/Instructions';
import { missions } from '../records/records';
import { session } from '../session/session';
import { localDateTime } from '../words/format';
import { say, type Word } from '../words/words';
import { differences, lastSeen, remember, seenIn, type Part } from './seen';

const isOpen = (name: string) => {
  const mission = missions.all.peek().get(name);
  return mission !== undefined && !isOver(mission);
};

/** What has changed since the viewer last looked at what the key is turned over. Looking ends when the panel is closed or the key turned. */
export function Differences({ mission }: { mission: Mission }) {
  const subject = session.value?.subject ?? '';
  const before = useRef(lastSeen(subject, mission.name) ?? seenIn(mission));
  const shown = useRef(mission);
  shown.current = mission;
  useEffect(() => () => remember(subject, shown.current, isOpen), []);
  const changed = differences(before.current, seenIn(mission));
  if (changed.length === 0) {
    return null;
  }

  return (
    <section class="changed" role="alert">
      <strong>{say('seen.changed')}</strong>
      <dl class="facts">
        {changed.map(({ part, gone, added }) => (
          <div key={part}>
            <dt>{say(`seenPart.${part}` as Word)}</dt>
            <dd>
              {gone.map((text) => (
                <del key={text}>
                  <span class="unseen">{say('seen.gone')}</span> <bdi>{spell(part, text)}</bdi>
                </del>
              ))}
              {added.map((text) => (
                <ins key={text}>
                  <span class="unseen">{say('seen.added')}</span> <bdi>{spell(part, text)}</bdi>
                </ins>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const spell = (part: Part, text: string) => (part === 'period' ? localDateTime(Number(text)) : part === 'instructions' ? <Instructions text={text} /> : text);
