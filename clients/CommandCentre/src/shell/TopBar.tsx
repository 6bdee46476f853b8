import { useEffect } from 'preact/hooks';
import { soundIsOn, turnSound } from '../alerts/alarm';
import { link } from '../wire/link';
import { now } from '../wire/clock';
import { session } from '../session/session';
import { signOut } from '../session/sign-in';
import { listed, localTime, nationName, span, utcTime } from '../words/format';
import { language, languages, say, speak, type Language, type Word } from '../words/words';
import { addressOf, route, screens } from './route';
import { setTheme, theme } from './theme';

/** What is always there: where one is, who one is, how well the page hears, what time it is. */
export function TopBar() {
  const { nation = '', subject = '' } = session.value ?? {};
  return (
    <header class="bar">
      <strong class="bar-centre">{say('app.centre', { nation: nationName(nation) })}</strong>
      <nav aria-label={say('nav.label')}>
        {screens.map((screen) => (
          <a key={screen} href={addressOf(screen)} aria-current={route.value.screen === screen ? 'page' : undefined}>
            {say(`nav.${screen}` as Word)}
          </a>
        ))}
      </nav>
      <LinkState />
      <span class="bar-clock">
        <time>{localTime(now.value)}</time> <small>{say('bar.local')}</small> <time dir="ltr">{utcTime(now.value)}</time>
      </span>
      <select aria-label={say('bar.language')} value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" class="quiet bar-theme" onClick={() => setTheme(theme.value === 'dark' ? 'light' : 'dark')}>
        {say(theme.value === 'dark' ? 'bar.theme.light' : 'bar.theme.dark')}
      </button>
      <button type="button" class="quiet" onClick={() => turnSound(!soundIsOn.value)}>
        {say(soundIsOn.value ? 'bar.sound.on' : 'bar.sound.off')}
      </button>
      <span class="bar-who">
        <bdi>{subject}</bdi>
        <button type="button" class="quiet" onClick={() => void signOut()}>
          {say('bar.signOut')}
        </button>
      </span>
    </header>
  );
}

function LinkState() {
  const { state, ageMs, cutOff } = link.value;
  // What is old looks old wherever one looks.
  useEffect(() => {
    document.documentElement.dataset['link'] = state;
  }, [state]);
  return (
    <span class={`link link-${state}`} role="status">
      {say(`link.${state}`, { age: span(ageMs), watches: listed(cutOff.map((name) => say(`watch.${name}` as Word))) })}
    </span>
  );
}
