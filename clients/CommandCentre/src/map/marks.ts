import { effect } from '@preact/signals';
import { Marker, type Map as MapLibre } from 'maplibre-gl';
import { Hotspot_State, type Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { placeName } from './places';
import { hotspots } from '../records/records';
import { addressOf, route } from '../shell/route';
import { spread } from './spread';
import { listed } from '../words/format';
import { say, type Word } from '../words/words';

// A mark's width, and a little.
const leastPixels = 28;

/** Keeps a mark on the map for each active hotspot; what is answered ends it. */
export function showMarks(map: MapLibre): () => void {
  const marks = new Map<string, Marker>();
  const part = () => {
    const all = [...marks.values()];
    spread(all.map((mark) => map.project(mark.getLngLat())), leastPixels).forEach(({ x, y }, place) => all[place]?.setOffset([x, y]));
  };
  const stop = effect(() => {
    const active = [...hotspots.all.value.values()].filter((hotspot) => hotspot.state === Hotspot_State.ACTIVE && hotspot.place?.location);
    for (const [name, mark] of marks) {
      if (!active.some((hotspot) => hotspot.name === name)) {
        mark.remove();
        marks.delete(name);
      }
    }

    for (const hotspot of active) {
      const { latitude = 0, longitude = 0 } = hotspot.place?.location ?? {};
      const mark = marks.get(hotspot.name) ?? new Marker({ element: document.createElement('a') }).setLngLat([longitude, latitude]).addTo(map);
      marks.set(hotspot.name, mark.setLngLat([longitude, latitude]));
      dress(mark.getElement() as HTMLAnchorElement, hotspot);
    }

    part();
  });
  map.on('zoomend', part);
  map.on('resize', part);
  return () => {
    stop();
    map.off('zoomend', part).off('resize', part);
    marks.forEach((mark) => mark.remove());
  };
}

function dress(link: HTMLAnchorElement, hotspot: Hotspot) {
  link.href = addressOf('desk', hotspot.name);
  link.classList.add('mark');
  link.dataset['severity'] = String(hotspot.severity);
  link.ariaLabel = listed([say(`kind.${hotspot.kind}` as Word), say(`severity.${hotspot.severity}` as Word), placeName(hotspot.place)]);
  link.title = link.ariaLabel;
  link.ariaCurrent = route.value.open === hotspot.name ? 'true' : null;
  // A different shape for each severity: colour is never alone.
  link.textContent = ['', '●', '◆', '▲', '✖'][hotspot.severity] ?? '●';
}
