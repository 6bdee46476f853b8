import type { Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { titleOfPart } from '../missions/title';
import { people } from '../people/people';
import { missions, operations } from '../records/records';

/** Whom and what an alert is about, in the reader's language or in none: a call sign, a mission, an operation. The service's own sentence is English. */
export function subjectsOf(alert: Alert): string[] {
  const { mission, subject } = alert;
  return [callSignOf(alert), mission && titleOfPart(mission, missions.all.value.get(mission)?.title ?? mission), operations.all.value.get(subject)?.title].filter((text): text is string => !!text);
}

// Whoever is in no mission is known by the roster alone.
const callSignOf = ({ callSign, member }: Alert) => callSign || (member ? (people.value.find(({ name }) => name === member)?.callSign ?? '') : '');
