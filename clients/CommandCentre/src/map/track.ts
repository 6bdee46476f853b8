import { signal } from '@preact/signals';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { PositionService } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { clientOf, inTime } from '../wire/transport';

const spanMs = 12 * 3_600_000;
const pageSize = 5000;

/** Longitude and latitude of where somebody was, the oldest first. */
export const track = signal<readonly [number, number][]>([]);

/** Shows the newest part of a shift's track of `positions/...`; nothing if it may not be seen. */
export async function readTrack(parent: string) {
  track.value = [];
  const period = { startTime: timestampFromMs(Date.now() - spanMs), endTime: timestampFromMs(Date.now() + spanMs) };
  const points: [number, number][] = [];
  try {
    for (let pageToken = ''; ; ) {
      const answer = await clientOf(PositionService).listTrackPoints({ parent, period, pageSize, pageToken }, inTime());
      answer.trackPoints.forEach(({ report }) => report?.location && points.push([report.location.longitude, report.location.latitude]));
      pageToken = answer.nextPageToken;
      if (!pageToken) {
        break;
      }
    }

    track.value = points;
  } catch {
    // The panel says why where somebody is may not be seen; a track is only more of the same.
  }
}
