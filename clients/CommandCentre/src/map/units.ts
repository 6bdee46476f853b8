import { signal } from '@preact/signals';
import { PositionEvent_Type, PositionService, Position_State, type MapPosition, type PositionEvent } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { clientOf } from '../wire/transport';
import { follow } from '../wire/watch';
import { mercatorOf } from './geometry';

/** Somebody or something on the map. */
export interface Unit {
  /** The resource name. */
  subject: string;
  /** ISO 3166-1 alpha-2. */
  nation: string;
  latitude: number;
  longitude: number;
  /** The same as parts of the map's width, from its north-western corner: worked out once and not with each frame. */
  x: number;
  y: number;
  /** When it was there, by its own clock; milliseconds since 1970. */
  at: number;
  state: Position_State;
  /** The radius that holds it with 68 % probability, when it was told; metres. */
  uncertainty: number;
  /** Degrees clockwise from north, if known. */
  heading: number | undefined;
}

/** The units that may be seen, by number of the stream that tells of them. Not copied with each change: see `unitsChanged`. */
export let units: ReadonlyMap<number, Unit> = new Map();

let numbers: ReadonlyMap<string, number> = new Map();

/** Where a subject is, by its resource name. */
export const unitOf = (subject: string) => units.get(numbers.get(subject) ?? -1);

/** Counts the changes of the units. */
export const unitsChanged = signal(0);

/** Keeps the units up to date for a map of a zoom until the signal ends it. */
export function followUnits(zoom: number, end: AbortSignal) {
  let told = new ToldUnits();
  void follow(
    {
      name: 'positions',
      // A stream names its subjects once: a new one begins anew.
      begin: async () => {
        told = new ToldUnits();
        return 0n;
      },
      open: (_, signal) => clientOf(PositionService).watchPositions({ view: { zoom } }, { signal }),
      take: (event) => told.take(event),
      lost: () => undefined,
    },
    end,
  );
}

/** Forgets all: nobody looks at the map any more, or somebody else will. */
export function forgetUnits() {
  [units, numbers] = [new Map(), new Map()];
  unitsChanged.value++;
}

/** The units as one stream tells of them, the first of them in many events. What was shown before stays until all are told, which a heartbeat says. */
export class ToldUnits {
  private readonly told = new Map<number, Unit>();
  private readonly numbers = new Map<string, number>();

  /** Takes one event in. */
  take({ type, changes }: Pick<PositionEvent, 'type' | 'changes'>) {
    if (type === PositionEvent_Type.RESET) {
      this.told.clear();
      this.numbers.clear();
    }

    changes.forEach((change) => this.takeIn(change));
    const isNew = units !== this.told && (type === PositionEvent_Type.HEARTBEAT || units.size === 0);
    if (isNew) {
      [units, numbers] = [this.told, this.numbers];
    }

    if (isNew || changes.length > 0 || type === PositionEvent_Type.RESET) {
      unitsChanged.value++;
    }
  }

  private takeIn(change: MapPosition) {
    if (change.left) {
      this.told.delete(change.number);
      return;
    }

    if (change.subject) {
      this.numbers.set(change.subject, change.number);
    }

    const known = this.told.get(change.number);
    const [latitude, longitude] = [change.latitudeE7 / 1e7, change.longitudeE7 / 1e7];
    this.told.set(change.number, {
      subject: change.subject || (known?.subject ?? ''),
      nation: change.nation || (known?.nation ?? ''),
      latitude,
      longitude,
      ...mercatorOf({ latitude, longitude }),
      at: Number(change.eventTimeMillis),
      state: change.state,
      uncertainty: change.uncertaintyMetres,
      heading: change.headingDegrees,
    });
  }
}
