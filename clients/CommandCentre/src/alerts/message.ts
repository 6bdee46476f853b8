import type { Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { people } from '../people/people';

/** What an alert is about, with the call sign of whom it is about instead of a resource name, if it is known here. */
export function messageOf({ member, callSign, message }: Alert): string {
  const known = callSign || (member ? people.value.find(({ name }) => name === member)?.callSign : undefined);
  return member && known ? message.replaceAll(member, known) : message;
}
