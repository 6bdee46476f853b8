import { signal } from '@preact/signals';
import { PositionEvent_Type, PositionService, Position_State, type MapPosition } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { clientOf } from '../wire/transport';
import { follow } from '../wire/watch';

/** Somebody or something on the map. */
export interface Unit {
  /** The resource name. */
  subject: string;
  /** ISO 3166-1 alpha-2. */
  nation: string;
  latitude: number;
  longitude: number;
  /** When it was there, by its own clock; milliseconds since 1970. */
  at: number;
  state: Position_State;
  /** The radius that holds it with 68 % probability, when it was told; metres. */
  uncertainty: number;
  /** Degrees clockwise from north, if known. */
  heading: number | undefined;
}

/** The units that may be seen, by number of the stream. Not copied with each change: see `unitsChanged`. */
export const units = new Map<number, Unit>();

const numbers = new Map<string, number>();

/** Where a subject is, by its resource name. */
export const unitOf = (subject: string) => units.get(numbers.get(subject) ?? -1);

/** Counts the changes of the units. */
export const unitsChanged = signal(0);

/** Keeps the units up to date for a map of a zoom until the signal ends it. */
export function followUnits(zoom: number, end: AbortSignal) {
  void follow(
    {
      name: 'positions',
      // A stream names its subjects once: a new one begins anew.
      begin: async () => 0n,
      open: (_, signal) => clientOf(PositionService).watchPositions({ view: { zoom } }, { signal }),
      take: ({ type, changes, sequence }) => {
        if (type === PositionEvent_Type.RESET || sequence === 0n) {
          forgetUnits();
        }

        changes.forEach(takeIn);
        if (changes.length > 0 || type === PositionEvent_Type.RESET) {
          unitsChanged.value++;
        }
      },
      lost: forgetUnits,
    },
    end,
  );
}

function forgetUnits() {
  units.clear();
  numbers.clear();
}

function takeIn(told: MapPosition) {
  if (told.left) {
    units.delete(told.number);
    return;
  }

  if (told.subject) {
    numbers.set(told.subject, told.number);
  }

  const known = units.get(told.number);
  units.set(told.number, {
    subject: told.subject || (known?.subject ?? ''),
    nation: told.nation || (known?.nation ?? ''),
    latitude: told.latitudeE7 / 1e7,
    longitude: told.longitudeE7 / 1e7,
    at: Number(told.eventTimeMillis),
    state: told.state,
    uncertainty: told.uncertaintyMetres,
    heading: told.headingDegrees,
  });
}
