import { effect } from '@preact/signals';
import type { Map as MapLibre } from 'maplibre-gl';
import { theme } from '../shell/theme';
import { cellsOf, type Cell } from './cells';
import { mercatorOf } from './geometry';
import { drawCell } from './unit-pen';
import { followUnits, forgetUnits, units, unitsChanged } from './units';

const worldPixels = 512;
// What is beside the map may reach into it.
const marginPixels = 16;

/**
 * Draws the units on a canvas of its own above the map: what moves on it does not make the map draw itself again. What is answered ends it.
 */
export function showUnits(map: MapLibre): () => void {
  const canvas = document.createElement('canvas');
  canvas.className = 'units';
  map.getCanvasContainer().append(canvas);
  // Put together when they change or another zoom is reached; a map that is only moved needs but to draw them.
  let [cells, cellsOfChange, cellsOfZoom] = [[] as Cell[], -1, -1];
  let frame = 0;
  const ask = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const [change, zoom] = [unitsChanged.peek(), Math.round(map.getZoom())];
      if (change !== cellsOfChange || zoom !== cellsOfZoom) {
        [cells, cellsOfChange, cellsOfZoom] = [cellsOf(units.values(), zoom), change, zoom];
      }

      draw(map, canvas, cells);
    });
  };
  let stop = new AbortController();
  let zoom = zoomOf(map);
  followUnits(zoom, stop.signal);
  const rezoom = () => {
    if (zoomOf(map) !== zoom) {
      stop.abort();
      stop = new AbortController();
      zoom = zoomOf(map);
      followUnits(zoom, stop.signal);
    }
  };
  map.on('move', ask);
  map.on('resize', ask);
  map.on('zoomend', rezoom);
  const watch = effect(() => {
    void unitsChanged.value;
    void theme.value;
    ask();
  });
  return () => {
    watch();
    stop.abort();
    forgetUnits();
    map.off('move', ask).off('resize', ask).off('zoomend', rezoom);
    cancelAnimationFrame(frame);
    canvas.remove();
  };
}

// The contract's zoom is that of tiles of 256 pixels; MapLibre's have 512.
const zoomOf = (map: MapLibre) => Math.min(22, Math.max(0, Math.round(map.getZoom()) + 1));

// The map is never turned nor tilted, so that a place on it is a matter of two multiplications.
function draw(map: MapLibre, canvas: HTMLCanvasElement, cells: readonly Cell[]) {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const scale = devicePixelRatio;
  if (canvas.width !== width * scale || canvas.height !== height * scale) {
    [canvas.width, canvas.height] = [width * scale, height * scale];
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  }

  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const { lat: latitude, lng: longitude } = map.getCenter();
  const [middle, zoom] = [mercatorOf({ latitude, longitude }), map.getZoom()];
  const world = worldPixels * 2 ** zoom;
  for (const cell of cells) {
    // Of the copies of the world that which is nearest.
    const east = cell.x - middle.x - Math.round(cell.x - middle.x);
    const [x, y] = [width / 2 + east * world, height / 2 + (cell.y - middle.y) * world];
    if (x > -marginPixels && y > -marginPixels && x < width + marginPixels && y < height + marginPixels) {
      drawCell(pen, x, y, cell, zoom);
    }
  }
}
