import { FormationService, type Repair, type Repair_Exchange } from '../contracts/taskforce/roster/v1/formation_service_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { ActButton } from '../forms/ActButton';
import { useAct } from '../forms/act';
import { clientOf } from '../wire/transport';
import { called, durationMs, nationName, span } from '../words/format';
import { say } from '../words/words';

/** Who could go instead: the smallest repair of a team that is not valid any more, and of one whose member does not answer. */
export function Exchanges({ mission }: { mission: Mission }) {
  const repairs = [mission.repair, ...mission.offers.map((offer) => offer.repair)].filter((repair): repair is Repair => repair !== undefined);
  if (repairs.length === 0) {
    return null;
  }

  return (
    <section class="fields">
      <h3>{say('step.repair')}</h3>
      {repairs.map((repair, place) => (
        <div key={place} class="fields">
          {repair.exchanges.map((exchange) => (
            <Exchange key={exchange.outgoing + exchange.incoming?.member} team={mission.team} exchange={exchange} />
          ))}
          {repair.exchanges.length === 0 && (
            <p lang="en" dir="ltr">
              {repair.message}
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

function Exchange({ team, exchange: { outgoing, outgoingCallSign, incoming } }: { team: string; exchange: Repair_Exchange }) {
  const swap = useAct(async ({ requestId, options }) => {
    await clientOf(FormationService).replaceTeamMember({ name: team, outgoing, incoming: incoming?.member ?? '', requestId }, options);
  });
  const values = { outgoing: called(outgoingCallSign), incoming: called(incoming?.callSign ?? '') };
  return (
    <div class="unheld">
      <span>
        {say(outgoing ? 'exchange.of' : 'exchange.join', values)} {nationName(incoming?.nation ?? '')} <small>{span(durationMs(incoming?.travelTime))}</small>
      </span>
      {outgoing && <ActButton act={swap}>{say('exchange.do')}</ActButton>}
    </div>
  );
}
