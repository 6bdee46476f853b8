import { language, say } from '../words/words';
import { isReviewed, read, spell } from './phrases';

/** What a team is told: phrases in the reader's language, and what was written freely as it was written. */
export function Instructions({ text }: { text: string }) {
  const { said, free } = read(text);
  return (
    <div class="instructions">
      {said.length > 0 && (
        <ul>
          {said.map((one, place) => (
            <li key={place}>{spell(one, language.value)}</li>
          ))}
        </ul>
      )}
      {said.length > 0 && !isReviewed(said, language.value) && <small>{say('phrases.unreviewed')}</small>}
      {free.trim() && (
        <blockquote dir="auto">
          {free}
          <small>{say('freeText')}</small>
        </blockquote>
      )}
      {!text && <p>{say('phrases.none')}</p>}
    </div>
  );
}
