import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { nationName } from '../words/format';
import { language, languages, say, speak, type Language, type Word } from '../words/words';
import { demoProfiles, type Profile } from './profiles';
import { signIn } from './session';

/** Asks who is at this desk. */
export function SignIn() {
  const profiles = useSignal<Profile[] | null>(null);
  const failure = useSignal('');
  useEffect(() => void demoProfiles().then((found) => (profiles.value = found)), []);
  const enter = (id: string) => signIn(id).catch((fault: Error) => (failure.value = fault.message));
  return (
    <main class="sign-in">
      <h1>{say('app.name')}</h1>
      <select aria-label={say('bar.language')} value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <h2>{say('signIn.title')}</h2>
      {profiles.value && <p>{say(profiles.value.length > 0 ? 'signIn.demo' : 'signIn.none')}</p>}
      {failure.value && <p role="alert">{say('signIn.failed', { message: failure.value })}</p>}
      <div class="sign-in-profiles">
        {profiles.value?.map((profile) => (
          <button key={profile.id} type="button" onClick={() => enter(profile.id)}>
            <strong>{nationName(profile.nation)}</strong> {say(`role.${profile.role}` as Word)}
          </button>
        ))}
      </div>
    </main>
  );
}
