import { lazy, Suspense } from 'preact/compat';
import { Queue } from '../queue/Queue';
import { Open } from './Open';

// The largest part of the script: what waits for somebody is shown before it has come.
const MapView = lazy(() => import('../map/MapView'));

/** What a dispatcher looks at for twelve hours: the queue, the map, and what is open; on a small screen the map comes last. */
export function Desk() {
  return (
    <>
      <Queue />
      <Open />
      <Suspense fallback={<div class="map" />}>
        <MapView />
      </Suspense>
    </>
  );
}
