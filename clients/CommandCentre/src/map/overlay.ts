import { effect, type ReadonlySignal } from '@preact/signals';
import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { basesOf, people } from '../people/people';
import { missions } from '../records/records';
import { route } from '../shell/route';
import { fences, followFences } from './fences';
import { areaOf, greatCircle, ring } from './geometry';
import { track } from './track';
import { unitOf, unitsChanged } from './units';

/** What lies over the land besides marks and units. */
export const overlays = ['bases', 'fences', 'routes', 'track'] as const;

/** Keeps bases, fences, the way of the open mission's people, and the track of who is open on the map. What is answered ends it. */
export function showOverlays(map: MapLibre, isLoaded: ReadonlySignal<boolean>): () => void {
  const end = new AbortController();
  followFences(end.signal);
  const fill = (overlay: (typeof overlays)[number], features: () => Feature[]) =>
    effect(() => {
      if (isLoaded.value) {
        map.getSource<GeoJSONSource>(overlay)?.setData({ type: 'FeatureCollection', features: features() } satisfies FeatureCollection);
      }
    });
  const stops = [fill('bases', baseFeatures), fill('fences', fenceFeatures), fill('routes', routeFeatures), fill('track', trackFeatures)];
  return () => {
    end.abort();
    stops.forEach((stop) => stop());
  };
}

// Where people have their home, as far as that is released.
const baseFeatures = (): Feature[] =>
  basesOf(people.value).map(({ location }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [location?.longitude ?? 0, location?.latitude ?? 0] }, properties: {} }));

function fenceFeatures(): Feature[] {
  return fences.value.flatMap(({ displayName, area, around }): Feature[] => {
    const middle = around && unitOf(around.subject);
    if (middle) {
      void unitsChanged.value;
    }

    const geometry = middle ? ring(middle, around.radiusMetres) : areaOf(area);
    return geometry ? [{ type: 'Feature', geometry, properties: { name: displayName.replaceAll(/[()]/g, '') } }] : [];
  });
}

// From where each is now, the shortest way over the sphere: roads are the estimate's business.
function routeFeatures(): Feature[] {
  const mission: Mission | undefined = missions.all.value.get(route.value.open);
  const place = mission?.requirement?.place?.location;
  if (!mission || !place) {
    return [];
  }

  void unitsChanged.value;
  return mission.members.flatMap(({ member }): Feature[] => {
    const unit = unitOf(member);
    return unit ? [{ type: 'Feature', geometry: { type: 'LineString', coordinates: greatCircle(unit, place) }, properties: {} }] : [];
  });
}

const trackFeatures = (): Feature[] =>
  track.value.length > 1 ? [{ type: 'Feature', geometry: { type: 'LineString', coordinates: track.value.map((point) => [...point]) }, properties: {} }] : [];
