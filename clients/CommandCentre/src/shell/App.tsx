import { useEffect } from 'preact/hooks';
import { Desk } from '../desk/Desk';
import { Operations } from '../operations/Operations';
import { followRecords, forgetRecords } from '../records/records';
import { session } from '../session/session';
import { SignIn } from '../session/SignIn';
import { Statistics } from '../statistics/Statistics';
import { HelpCall } from './HelpCall';
import { route } from './route';
import { ShortcutList } from './ShortcutList';
import { TopBar } from './TopBar';

/** The page: whoever is signed in sees the screen that the address names, below what no screen may hide. */
export function App() {
  const subject = session.value?.subject;
  useEffect(() => {
    if (!subject) {
      return;
    }

    const end = new AbortController();
    followRecords(end.signal);
    return () => {
      end.abort();
      forgetRecords();
    };
  }, [subject]);

  if (!subject) {
    return <SignIn />;
  }

  return (
    <div class="app">
      <TopBar />
      <HelpCall />
      <main class={`screen screen-${route.value.screen}`} id="main">
        {route.value.screen === 'desk' && <Desk />}
        {route.value.screen === 'operations' && <Operations />}
        {route.value.screen === 'statistics' && <Statistics />}
      </main>
      <ShortcutList />
    </div>
  );
}
