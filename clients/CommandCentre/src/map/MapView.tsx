import { effect } from '@preact/signals';
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef } from 'preact/hooks';
import { theme } from '../shell/theme';
import { language, say } from '../words/words';
import { showMarks } from './marks';
import { styleOf } from './style';
import { showUnits } from './unit-layer';
import { readWorld } from './world';
import './map.css';

setWorkerUrl(worker);

// Both nations and the sea between them.
const home: [number, number, number, number] = [-14, 27, 16, 56];

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
    renderWorldCopies: true,
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({ unit: 'metric' }));
  let shown = `${theme.peek()} ${language.peek()}`;
  const dress = effect(() => {
    const wanted = `${theme.value} ${language.value}`;
    if (wanted !== shown) {
      shown = wanted;
      map.setStyle(styleOf(world, theme.value, language.value));
    }
  });
  const stops = [dress, showMarks(map), showUnits(map)];
  ended.addEventListener('abort', () => {
    stops.forEach((stop) => stop());
    map.remove();
  });
}
