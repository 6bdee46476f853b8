import { signal } from '@preact/signals';
import { GeofenceService, type Geofence } from '../contracts/taskforce/geolocation/v1/geofence_service_pb';
import { listAll } from '../records/collection';
import { clientOf, inTime } from '../wire/transport';

const everyMs = 60_000;
const pageSize = 1000;

/** The geofences, as last read. */
export const fences = signal<readonly Geofence[]>([]);

/** Reads them now and every minute until the signal ends it: they change by the hour, and a watch would cost one of a browser's six connections. */
export function followFences(end: AbortSignal) {
  const read = () =>
    listAll(async (pageToken) => {
      const answer = await clientOf(GeofenceService).listGeofences({ pageSize, pageToken }, inTime());
      return { ...answer, records: answer.geofences };
    }).then(
      ({ records }) => (fences.value = records),
      // The bar says how well the services are heard.
      () => undefined,
    );
  void read();
  const again = setInterval(read, everyMs);
  end.addEventListener('abort', () => clearInterval(again), { once: true });
}
