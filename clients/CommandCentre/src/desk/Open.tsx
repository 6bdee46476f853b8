import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { AlertPanel } from '../alerts/AlertPanel';
import { DeskPanel } from '../handovers/DeskPanel';
import { HandoverPanel } from '../handovers/HandoverPanel';
import { HotspotPanel } from '../hotspots/HotspotPanel';
import { ReportForm } from '../hotspots/ReportForm';
import { MissionPanel } from '../missions/MissionPanel';
import { people } from '../people/people';
import { UnitPanel } from '../people/UnitPanel';
import { alerts, handovers, hotspots, missions } from '../records/records';
import { focusOn } from '../shell/focus';
import { addressOf, route } from '../shell/route';
import { say } from '../words/words';

/** What is open beside the map. The keyboard follows to it. */
export function Open() {
  const name = route.value.open;
  const place = useRef<HTMLElement>(null);
  // Before anything else is pressed: a busy machine would take the focus away from where somebody has gone meanwhile.
  useLayoutEffect(() => {
    if (name) {
      place.current?.focus({ preventScroll: true });
      // On a small screen it is below the queue.
      place.current?.scrollIntoView({ block: 'start' });
    }
  }, [name]);
  // What comes next stands on top.
  const state = missions.all.value.get(name)?.state;
  useEffect(() => place.current?.scrollTo(0, 0), [name, state]);
  const [alert, hotspot, mission] = [alerts.all.value.get(name), hotspots.all.value.get(name), missions.all.value.get(name)];
  const [handover, member] = [handovers.all.value.get(name), people.value.find((one) => one.name === name)];
  const isThere = alert || hotspot || mission || handover || member || name === 'report' || name === 'watch';
  return (
    <section class="open" tabIndex={-1} data-part ref={place} aria-label={say('open.label')}>
      <a class="to-queue" href={addressOf('desk')} onClick={() => focusOn('.queue')}>
        {say('shortcut.queue')}
      </a>
      {name === 'report' && <ReportForm />}
      {name === 'watch' && <DeskPanel />}
      {alert && <AlertPanel key={name} alert={alert} />}
      {hotspot && <HotspotPanel key={name} hotspot={hotspot} />}
      {mission && <MissionPanel key={name} mission={mission} />}
      {handover && <HandoverPanel key={name} handover={handover} />}
      {member && <UnitPanel key={name} member={member} />}
      {!isThere && <p>{say(name ? 'open.gone' : 'open.nothing')}</p>}
    </section>
  );
}
