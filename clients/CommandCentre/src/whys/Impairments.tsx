import type { Impairment } from '../contracts/taskforce/roster/v1/formation_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { called } from '../words/format';
import { say } from '../words/words';
import { needName } from './names';

/** Why a team may not go like this any more. */
export function Impairments({ mission }: { mission: Mission }) {
  return (
    <ul class="problems" role="alert">
      {mission.impairments.map((impairment) => (
        <li key={impairment.rule + impairment.message}>
          {textOf(impairment, mission)}
          <small class="line-of" lang="en" dir="ltr">
            {impairment.message}
          </small>
        </li>
      ))}
    </ul>
  );
}

// A rule that has a nation is about one of its people or things.
function textOf({ rule, nation }: Impairment, { members, assets }: Mission) {
  if (!nation) {
    return say('impaired.need', { what: needName(rule) });
  }

  const who = members.find(({ member }) => member === rule)?.callSign ?? assets.find(({ asset }) => asset === rule)?.displayName ?? '';
  return say('impaired.unit', { who: called(who) });
}
