import { away } from '../wire/services';
import { say, type Word } from '../words/words';

/** Which parts of TaskForce do not answer, and what that means at this desk: above every screen, for as long as it lasts. */
export function Away() {
  return (
    <div role="status">
      {away.value.map((part) => (
        <p key={part} class="away">
          {say(`away.${part}` as Word)}
        </p>
      ))}
    </div>
  );
}
