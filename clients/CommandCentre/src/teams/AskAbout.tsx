import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { FormationService, type ExplainMemberResponse } from '../contracts/taskforce/roster/v1/formation_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { Field } from '../forms/Field';
import { labelOf, people, readPeople } from '../people/people';
import { clientOf } from '../wire/transport';
import { Explained } from '../whys/Explained';
import { durationMs } from '../words/format';
import { say } from '../words/words';
import { Difference } from './Proposal';
import { toWhatIf, type Named, type Supposition } from './supposition';

/** Why somebody is not in the best team: what keeps them out, or what having them would cost. */
export function AskAbout({ mission, supposed, want }: { mission: Mission; supposed: Supposition; want(who: Named): void }) {
  const text = useSignal('');
  const answer = useSignal<{ who: Named; said: ExplainMemberResponse } | null>(null);
  useEffect(() => void readPeople().catch(() => undefined), []);
  const member = people.value.find((one) => labelOf(one) === text.value);
  const ask = useAct(async ({ options }) => {
    if (member) {
      const requirement = mission.requirement ? { requirement: mission.requirement } : {};
      const said = await clientOf(FormationService).explainMember({ ...requirement, member: member.name, whatIf: toWhatIf(supposed) }, options);
      answer.value = { who: { member: member.name, callSign: member.callSign }, said };
    }
  });
  return (
    <section class="fields">
      <Field label={say('ask.who')}>
        <input list="people" autocomplete="off" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
        <datalist id="people">
          {people.value.map((one) => (
            <option key={one.name} value={labelOf(one)} />
          ))}
        </datalist>
      </Field>
      <ActButton act={ask} disabled={!member}>
        {say('ask.why')}
      </ActButton>
      {answer.value && <Answer {...answer.value} want={want} />}
    </section>
  );
}

function Answer({ who, said, want }: { who: Named; said: ExplainMemberResponse; want(who: Named): void }) {
  return (
    <div role="status" class="fields">
      <strong>
        <bdi>{who.callSign}</bdi> {say(said.inBestTeam ? 'ask.inBest' : said.proposal ? 'ask.possible' : said.available ? 'ask.noTeam' : 'ask.impossible')}{' '}
        {!said.inBestTeam && said.proposal && <Difference ms={durationMs(said.laterArrival)} />}
      </strong>
      <Explained said={said} />
      {said.proposal && !said.inBestTeam && (
        <button type="button" onClick={() => want(who)}>
          {say('suppose.want', { who: who.callSign })}
        </button>
      )}
    </div>
  );
}
