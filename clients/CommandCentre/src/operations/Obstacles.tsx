import type { Operation, Operation_Obstacle } from '../contracts/taskforce/tasking/v1/operation_service_pb';
import { titleOfPart } from '../missions/title';
import { called, listed, nationName } from '../words/format';
import { isolate, say, type Word } from '../words/words';

/** What keeps an operation from a go: of what kind, and whose; the service's own sentence as a detail. */
export function Obstacles({ operation }: { operation: Operation }) {
  if (operation.obstacles.length === 0) {
    return null;
  }

  return (
    <section>
      <h3>{say('operation.obstacles')}</h3>
      <ul class="problems">
        {operation.obstacles.map((obstacle) => (
          <li key={`${obstacle.kind}${obstacle.subject}${obstacle.device}`}>
            <strong>{say(`obstacle.${obstacle.kind}` as Word)}</strong> {whose(operation, obstacle)}
            <small class="line-of" lang="en" dir="ltr">
              {obstacle.message}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

// A nation, a mission's team, or somebody, if who it is may be known here.
function whose(operation: Operation, { subject, nation: code, callSign }: Operation_Obstacle): string {
  const part = operation.parts.find(({ mission }) => mission === subject);
  if (part) {
    return isolate(titleOfPart(part.mission, part.title));
  }

  return code ? listed([isolate(called(callSign)), nationName(code)]) : operation.nations.includes(subject) ? nationName(subject) : '';
}
