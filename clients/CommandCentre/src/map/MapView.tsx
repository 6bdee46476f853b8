import { effect, signal } from '@preact/signals';
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type GeoJSONSourceSpecification, type StyleSpecification } from 'maplibre-gl';
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef } from 'preact/hooks';
import { theme } from '../shell/theme';
import { language, say } from '../words/words';
import { lookAt } from './look';
import { showMarks } from './marks';
import { showOverlays } from './overlay';
import { styleOf } from './style';
import { showUnits } from './unit-layer';
import { readWorld } from './world';
import './map.css';

setWorkerUrl(worker);

// Both nations and the sea between them.
const home: [number, number, number, number] = [-14, 27, 16, 56];

// From where a harbour is seen.
const closeZoom = 9;

/** The map: land, what is known on it, and where somebody points. */
export default function MapView() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const ended = new AbortController();
    void show(place.current as HTMLDivElement, ended.signal);
    return () => ended.abort();
  }, []);
  return <div class="map" ref={place} role="application" aria-label={say('map.label')} />;
}

// Only what a theme or a language has a say in: another style would have the land cut into tiles anew.
function wear(map: MapLibre, { layers, sources }: StyleSpecification) {
  for (const { id, paint } of layers) {
    Object.entries(paint ?? {}).forEach(([name, value]) => map.setPaintProperty(id, name as Parameters<MapLibre['setPaintProperty']>[1], value));
  }

  map.getSource<GeoJSONSource>('places')?.setData((sources['places'] as GeoJSONSourceSpecification).data);
}

async function show(container: HTMLElement, ended: AbortSignal) {
  const world = await readWorld();
  if (ended.aborted) {
    return;
  }

  const map = new MapLibre({
    container,
    style: styleOf(world, theme.peek(), language.peek()),
    bounds: home,
    attributionControl: { compact: true },
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    renderWorldCopies: true,
    // Labels that fade in make the map draw itself over and over.
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({ unit: 'metric' }));
  const isLoaded = signal(false);
  map.once('load', () => (isLoaded.value = true));
  const dress = effect(() => {
    const style = styleOf(world, theme.value, language.value);
    if (isLoaded.value) {
      wear(map, style);
    }
  });
  const follow = effect(() => {
    if (lookAt.value) {
      map.flyTo({ center: [lookAt.value.longitude, lookAt.value.latitude], zoom: Math.max(map.getZoom(), closeZoom) });
    }
  });
  const stops = [dress, follow, showMarks(map), showUnits(map), showOverlays(map, isLoaded)];
  ended.addEventListener('abort', () => {
    stops.forEach((stop) => stop());
    map.remove();
  });
}
