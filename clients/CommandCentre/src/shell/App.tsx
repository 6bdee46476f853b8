import { useEffect } from 'preact/hooks';
import { followAlarms } from '../alerts/alarm';
import { Desk } from '../desk/Desk';
import { Operations } from '../operations/Operations';
import { followRecords, forgetRecords } from '../records/records';
import { session } from '../session/session';
import { SignIn } from '../session/SignIn';
import { followRenewal } from '../session/token';
import { Statistics } from '../statistics/Statistics';
import { followServices } from '../wire/services';
import { Away } from './Away';
import { HelpCall } from './HelpCall';
import { useShortcuts } from './keys';
import { go, route } from './route';
import { ShortcutList } from './ShortcutList';
import { TopBar } from './TopBar';

/** The page: whoever is signed in sees the screen that the address names, below what no screen may hide. */
export function App() {
  useShortcuts([
    { key: '1', word: 'nav.desk', run: () => go('desk') },
    { key: '2', word: 'nav.operations', run: () => go('operations') },
    { key: '3', word: 'nav.statistics', run: () => go('statistics') },
    { key: 'r', word: 'hotspot.report', run: () => go('desk', 'report') },
  ]);
  const subject = session.value?.subject;
  useEffect(() => {
    if (!subject) {
      return;
    }

    const end = new AbortController();
    followRecords(end.signal);
    const endAlarms = followAlarms();
    const endRenewal = followRenewal();
    const endServices = followServices();
    return () => {
      endAlarms();
      endRenewal();
      endServices();
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
      <Away />
      {/* Each begins at its top. */}
      <main key={route.value.screen} class={`screen screen-${route.value.screen}`} id="main">
        {route.value.screen === 'desk' && <Desk />}
        {route.value.screen === 'operations' && <Operations />}
        {route.value.screen === 'statistics' && <Statistics />}
      </main>
      <ShortcutList />
    </div>
  );
}
