import { AlertPanel } from '../alerts/AlertPanel';
import { HotspotPanel } from '../hotspots/HotspotPanel';
import { ReportForm } from '../hotspots/ReportForm';
import { MissionPanel } from '../missions/MissionPanel';
import { alerts, hotspots, missions } from '../records/records';
import { route } from '../shell/route';
import { say } from '../words/words';

/** What is open beside the map. */
export function Open() {
  const name = route.value.open;
  const [alert, hotspot, mission] = [alerts.all.value.get(name), hotspots.all.value.get(name), missions.all.value.get(name)];
  return (
    <section class="open" aria-label={say('open.label')}>
      {name === 'report' && <ReportForm />}
      {alert && <AlertPanel key={name} alert={alert} />}
      {hotspot && <HotspotPanel key={name} hotspot={hotspot} />}
      {mission && <MissionPanel key={name} mission={mission} />}
      {!alert && !hotspot && !mission && name !== 'report' && <p>{say(name ? 'open.gone' : 'open.nothing')}</p>}
    </section>
  );
}
