import type { Place } from '../contracts/taskforce/type/v1/geography_pb';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { missions } from '../records/records';
import { placeName } from '../map/places';
import { listed } from '../words/format';
import { say, type Word } from '../words/words';

// What the response plans are called, by their kind of hotspot.
const plans: Record<string, Word> = {
  'Human trafficking': 'kind.1',
  'Drug trafficking': 'kind.2',
  'Smuggling of goods': 'kind.3',
  Terrorism: 'kind.4',
  Cybercrime: 'kind.5',
  'Cybercrime, answered remotely': 'kind.5.remote',
  'Border incident': 'kind.6',
};

/** A mission's title: in the reader's language if nobody has given it one of its own, so that it is its plan and its place. */
export const titleOf = (mission: Mission) => translate(mission.title, mission.requirement?.place);

/** The title of a mission of which only the name and the title are known. */
export const titleOfPart = (name: string, title: string) => translate(title, missions.all.value.get(name)?.requirement?.place);

function translate(title: string, place: Place | undefined): string {
  const plan = place && title.endsWith(`, ${place.displayName}`) ? plans[title.slice(0, -place.displayName.length - 2)] : undefined;
  return plan ? listed([say(plan), placeName(place)]) : title;
}
