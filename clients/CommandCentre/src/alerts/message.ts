import type { Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { people } from '../people/people';

/** What an alert is about, with the call sign of whom it is about instead of a resource name, if it is known here. */
export function messageOf({ member, message }: Alert): string {
  const known = member ? people.value.find(({ name }) => name === member) : undefined;
  return known ? message.replaceAll(member, known.callSign) : message;
}
