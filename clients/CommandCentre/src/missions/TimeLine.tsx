import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { localTime, utcTime } from '../words/format';
import { say } from '../words/words';
import { timeLineOf } from './time-line';

/** Every step of a mission so far, the newest first. */
export function TimeLine({ mission }: { mission: Mission }) {
  return (
    <section>
      <h3>{say('timeLine.title')}</h3>
      <ol class="steps">
        {timeLineOf(mission)
          .reverse()
          .map(({ at, word, values, note, detail, by }, place) => (
            <li key={place}>
              <time>{localTime(at)}</time> <small dir="ltr">{utcTime(at)}</small> {say(word, values)} {by && <small>{say('timeLine.by', { who: by })}</small>} {note && <bdi class="note">{note}</bdi>}
              {detail && (
                <small class="note" lang="en" dir="ltr">
                  {detail}
                </small>
              )}
            </li>
          ))}
      </ol>
    </section>
  );
}
