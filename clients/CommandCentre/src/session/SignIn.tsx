import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { nationName } from '../words/format';
import { language, languages, say, speak, type Language, type Word } from '../words/words';
import { demoProfiles, issuers, type Issuer, type Profile } from './issuers';
import { isSigningIn, signInAs, signInAt, signInFault } from './sign-in';

const againMs = 3000;

/** Asks who is at this desk. */
export function SignIn() {
  const known = useSignal<{ issuers: Issuer[]; profiles: Profile[] } | null>(null);
  const isAway = useSignal(false);
  useEffect(() => {
    const look = async () => {
      try {
        const [there, profiles] = await Promise.all([issuers(), demoProfiles()]);
        known.value = { issuers: there, profiles };
        clearInterval(again);
      } catch {
        isAway.value = true;
      }
    };
    const again = setInterval(() => void look(), againMs);
    void look();
    return () => clearInterval(again);
  }, []);
  const found = known.value;
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
      <Fault />
      {!found && isAway.value && <p role="status">{say('refusal.SERVICE_UNAVAILABLE')}</p>}
      {isSigningIn.value && <p role="status">{say('signIn.underWay')}</p>}
      {found?.issuers.map(({ name, nation }) => (
        <button key={name} type="button" class="main" disabled={isSigningIn.value} onClick={() => void signInAt(name)}>
          {say('signIn.at', { nation: nationName(nation), issuer: name })}
        </button>
      ))}
      {found && found.profiles.length > 0 && <p>{say('signIn.demo')}</p>}
      {found && found.profiles.length + found.issuers.length === 0 && <p>{say('signIn.none')}</p>}
      <div class="sign-in-profiles">
        {found?.profiles.map((profile) => (
          <button key={profile.id} type="button" disabled={isSigningIn.value} onClick={() => void signInAs(profile.id)}>
            <strong>{nationName(profile.nation)}</strong> {say(`role.${profile.role}` as Word)}
          </button>
        ))}
      </div>
    </main>
  );
}

function Fault() {
  const fault = signInFault.value;
  return fault ? (
    <div class="fault" role="alert">
      <strong>{say(fault.word, fault.values)}</strong>
      {fault.detail && (
        <p class="fault-detail" dir="auto">
          {fault.detail}
        </p>
      )}
    </div>
  ) : null;
}
