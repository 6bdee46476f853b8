import { computed, effect, signal } from '@preact/signals';
import { Alert_Kind, Alert_State, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { alerts } from '../records/records';
import { nation } from '../session/session';
import { nationName } from '../words/format';
import { say, type Word } from '../words/words';
import { sound } from './sound';

const kept = 'taskforce.sound';
const againMs = 4000;

/** Whether alarms are heard. */
export const soundIsOn = signal(globalThis.localStorage?.getItem(kept) !== 'off');

/** Lets alarms be heard, or not. */
export function turnSound(on: boolean) {
  localStorage.setItem(kept, on ? 'on' : 'off');
  soundIsOn.value = on;
}

/** Of these alerts, those that a nation has not acknowledged: whoever needs help first. */
export const unheardOf = (all: Iterable<Alert>, code: string) =>
  [...all]
    .filter((alert) => alert.state === Alert_State.OPEN && alert.nations.includes(code) && !alert.acknowledgements.some((seen) => seen.nation === code))
    .sort((one, other) => Number(other.kind === Alert_Kind.NEED_HELP) - Number(one.kind === Alert_Kind.NEED_HELP));

const unheard = computed(() => unheardOf(alerts.all.value.values(), nation.value));

/** Says in the window's title, and aloud again and again, what this nation has not acknowledged. What is answered ends it. */
export function followAlarms(): () => void {
  const title = effect(() => {
    const [first] = unheard.value;
    const centre = nation.value ? say('app.centre', { nation: nationName(nation.value) }) : say('app.name');
    // A title is no sentence: its parts need no isolation, and some windows show the marks.
    document.title = (first ? `(${unheard.value.length}) ${say(`alert.${first.kind}` as Word)} · ${centre}` : centre).replaceAll(/[\u2066-\u2069]/g, '');
  });
  const noise = effect(() => {
    const [first] = unheard.value;
    if (!first || !soundIsOn.value) {
      return undefined;
    }

    const isHelp = first.kind === Alert_Kind.NEED_HELP;
    sound(isHelp);
    const again = setInterval(() => sound(isHelp), againMs);
    return () => clearInterval(again);
  });
  return () => {
    title();
    noise();
    document.title = say('app.name');
  };
}
