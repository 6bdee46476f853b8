import { computed } from '@preact/signals';
import { Alert_Kind, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { About } from '../alerts/About';
import { Find } from '../people/Find';
import { placeName } from '../map/places';
import { titleOf as nameOf, titleOfPart } from '../missions/title';
import { groupBy } from '../records/group';
import { alerts, handovers, hotspots, missions } from '../records/records';
import { isCommander, nation, session } from '../session/session';
import { focusOn } from '../shell/focus';
import { useShortcuts } from '../shell/keys';
import { addressOf, go, route } from '../shell/route';
import { now } from '../wire/clock';
import { listed, nationName, number, span } from '../words/format';
import { isolate, say, type Word } from '../words/words';
import { toQueue, type Entry } from './entry';
import './queue.css';

/** Everything that is not over, what waits for whoever sits here first. */
export const queue = computed(() =>
  toQueue(
    hotspots.all.value.values(),
    missions.all.value.values(),
    alerts.all.value.values(),
    { nation: nation.value, isCommander: isCommander.value, subject: session.value?.subject ?? '' },
    handovers.all.value.values(),
  ),
);

// A line of several alerts is where somebody is as long as one of them is open.
const holds = ({ name, alerts = [] }: Entry, open: string) => name === open || alerts.some((alert) => alert.name === open);

const thingsIn = (entries: readonly Entry[]) => entries.reduce((sum, { alerts }) => sum + (alerts?.length ?? 1), 0);

/** Opens the entry that is so many lines below the one that is open. */
function step(lines: number) {
  const at = queue.value.findIndex((entry) => holds(entry, route.value.open));
  const next = queue.value[at < 0 ? 0 : Math.min(queue.value.length - 1, Math.max(0, at + lines))];
  if (next) {
    go('desk', next.name);
  }
}

export function Queue() {
  useShortcuts([
    { key: 'j', word: 'shortcut.next', run: () => step(1) },
    { key: 'k', word: 'shortcut.previous', run: () => step(-1) },
    { key: 'q', word: 'shortcut.queue', run: () => focusOn('.queue .line') },
  ]);
  const mine = queue.value.filter((entry) => entry.isMine);
  const others = queue.value.filter((entry) => !entry.isMine);
  const isLoaded = hotspots.loaded.value && missions.loaded.value && alerts.loaded.value;
  return (
    <section class="queue" tabIndex={-1} aria-label={say('queue.title')}>
      <Find />
      <a class="report" href={addressOf('desk', 'report')}>
        {say('hotspot.report')}
      </a>
      <h2>{mine.length > 0 ? say('queue.mine', { count: thingsIn(mine) }) : say(isLoaded ? 'queue.nothingMine' : 'queue.loading')}</h2>
      <ol class="queue-mine">{mine.map((entry) => <Line key={entry.name} entry={entry} />)}</ol>
      {others.length > 0 && <h3>{say('queue.others')}</h3>}
      <ol>{others.map((entry) => <Line key={entry.name} entry={entry} />)}</ol>
      {isLoaded && queue.value.length === 0 && <p>{say('queue.empty')}</p>}
      <a class="report quiet" href={addressOf('desk', 'watch')}>
        {say('desk.title')}
      </a>
    </section>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { name, urgency, step, count, since, due } = entry;
  return (
    <li>
      <a href={addressOf('desk', name)} aria-current={holds(entry, route.value.open) ? 'true' : undefined} class={`line urgency-${urgency}`}>
        <span class="line-what">
          <Severity urgency={urgency} /> {titleOf(entry)}
        </span>
        <span class="line-step">{say(step, { nation: nationName(entry.nation), ...(count === undefined ? {} : { count }) })}</span>
        <span class="line-age">
          {say('queue.age', { age: span(now.value - since) })}
          {due > 0 && <Due at={due} />}
        </span>
      </a>
    </li>
  );
}

function Due({ at }: { at: number }) {
  const left = at - now.value;
  return <b class={left < 0 ? 'overdue' : 'due'}>{say(left < 0 ? 'queue.overdue' : 'queue.due', { time: span(Math.abs(left)) })}</b>;
}

function Severity({ urgency }: { urgency: number }) {
  return <b class="severity">{urgency > 4 ? say('alert.1') : say(`severity.${Math.max(1, urgency)}` as Word)}</b>;
}

/** Of what kinds alerts are, and how many of each: `2 × Order not answered, Check-in missed`. */
function kindsOf(alerts: readonly Alert[]) {
  return listed([...groupBy(alerts, ({ kind }) => kind)].map(([kind, { length }]) => isolate(`${length > 1 ? `${number(length)} × ` : ''}${say(`alert.${kind}` as Word)}`)));
}

function titleOf({ alert, alerts = [], handover, hotspot, mission }: Entry) {
  if (handover) {
    return (
      <>
        {say('handover.from')} <bdi>{handover.from}</bdi>
      </>
    );
  }

  if (alert && alerts.length > 1) {
    return (
      <>
        <bdi>{titleOfPart(alert.mission, missions.all.value.get(alert.mission)?.title ?? alert.mission)}</bdi>: {kindsOf(alerts)}
      </>
    );
  }

  if (alert) {
    return (
      <>
        {/* Whoever needs help has that for a severity. */}
        {alert.kind !== Alert_Kind.NEED_HELP && say(`alert.${alert.kind}` as Word)} <About alert={alert} />
      </>
    );
  }

  return hotspot ? (
    <>{listed([say(`kind.${hotspot.kind}` as Word), isolate(placeName(hotspot.place))])}</>
  ) : (
    <bdi>{mission && nameOf(mission)}</bdi>
  );
}
