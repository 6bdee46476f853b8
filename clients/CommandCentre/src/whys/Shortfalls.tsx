import type { Conflict, Shortfall } from '../contracts/taskforce/roster/v1/formation_service_pb';
import { called, listed } from '../words/format';
import { say } from '../words/words';
import { needName } from './names';

/** Why there is no valid team: what is missing, who comes closest, and what cannot be had together. The service's own sentences are below, in English. */
export function Shortfalls({ shortfalls, conflict }: { shortfalls: readonly Shortfall[]; conflict?: Conflict | undefined }) {
  return (
    <ul class="problems">
      {shortfalls.map((shortfall) => (
        <li key={shortfall.requirement}>
          {textOf(shortfall)}
          <English text={shortfall.message} />
          {shortfall.closest.map(({ resource, displayName, obstacle, rules }) => (
            <small key={resource + displayName} class="line-of">
              <bdi>{called(displayName)}</bdi>: {rules.length > 0 ? listed(rules.map(needName)) : say('withheld')}{' '}
              {obstacle && (
                <bdi lang="en" dir="ltr">
                  ({obstacle})
                </bdi>
              )}
            </small>
          ))}
        </li>
      ))}
      {conflict && (
        <li>
          {conflict.core.length > 0 && <div>{say('conflict.core', { rules: listed(conflict.core.map(needName)) })}</div>}
          {conflict.relax.length > 0 && <div>{say('conflict.relax', { rules: listed(conflict.relax.map(needName)) })}</div>}
          <English text={conflict.message} />
        </li>
      )}
    </ul>
  );
}

// Of one that is there or not a count says nothing.
function textOf({ requirement, needed, available }: Shortfall) {
  const what = needName(requirement);
  return needed > 1 || available > 0 || requirement.includes(':') ? say('shortfall.count', { what, needed, available }) : say('shortfall.none', { what });
}

const English = ({ text }: { text: string }) => (
  <small class="line-of" lang="en" dir="ltr">
    {text}
  </small>
);
