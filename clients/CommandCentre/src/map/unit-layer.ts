import { effect } from '@preact/signals';
import type { Map as MapLibre } from 'maplibre-gl';
import { Position_State } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { theme } from '../shell/theme';
import { followUnits, units, unitsChanged, type Unit } from './units';

const cellPixels = 36;
const metresPerPixelAtZoom0 = 78_271.517;
const colours = { dark: { own: '#79b8ff', ink: '#0d1117', ring: '#79b8ff55' }, light: { own: '#0a4fb5', ink: '#ffffff', ring: '#0a4fb544' } };

/**
 * Draws the units on a canvas of its own above the map: what moves on it does not make the map draw itself again. What is answered ends it.
 */
export function showUnits(map: MapLibre): () => void {
  const canvas = document.createElement('canvas');
  canvas.className = 'units';
  map.getCanvasContainer().append(canvas);
  let frame = 0;
  const ask = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw(map, canvas);
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
    map.off('move', ask).off('resize', ask).off('zoomend', rezoom);
    cancelAnimationFrame(frame);
    canvas.remove();
  };
}

// The contract's zoom is that of tiles of 256 pixels; MapLibre's have 512.
const zoomOf = (map: MapLibre) => Math.min(22, Math.max(0, Math.round(map.getZoom()) + 1));

function draw(map: MapLibre, canvas: HTMLCanvasElement) {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const scale = devicePixelRatio;
  if (canvas.width !== width * scale || canvas.height !== height * scale) {
    [canvas.width, canvas.height] = [width * scale, height * scale];
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  }

  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const cells = new Map<number, { x: number; y: number; count: number; unit: Unit }>();
  for (const unit of units.values()) {
    const { x, y } = map.project([unit.longitude, unit.latitude]);
    if (x < 0 || y < 0 || x > width || y > height) {
      continue;
    }

    const key = Math.floor(y / cellPixels) * 4096 + Math.floor(x / cellPixels);
    const cell = cells.get(key);
    if (cell) {
      cell.count++;
    } else {
      cells.set(key, { x, y, count: 1, unit });
    }
  }

  for (const { x, y, count, unit } of cells.values()) {
    if (count > 1) {
      drawMany(pen, x, y, count);
    } else {
      drawUnit(pen, x, y, unit, map.getZoom());
    }
  }
}

function drawMany(pen: CanvasRenderingContext2D, x: number, y: number, count: number) {
  const { own, ink } = colours[theme.peek()];
  pen.fillStyle = own;
  pen.beginPath();
  pen.arc(x, y, 11, 0, 7);
  pen.fill();
  pen.fillStyle = ink;
  pen.font = 'bold 11px system-ui';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(count > 999 ? `${Math.floor(count / 1000)}k` : String(count), x, y);
}

// A shape for each state: colour is never alone.
function drawUnit(pen: CanvasRenderingContext2D, x: number, y: number, unit: Unit, zoom: number) {
  const { own, ink, ring } = colours[theme.peek()];
  const radius = (unit.uncertainty * 2 ** zoom) / (metresPerPixelAtZoom0 * Math.cos((unit.latitude * Math.PI) / 180));
  if (radius > 8) {
    pen.fillStyle = ring;
    pen.beginPath();
    pen.arc(x, y, Math.min(radius, 2000), 0, 7);
    pen.fill();
  }

  const isSure = unit.state === Position_State.MOVING || unit.state === Position_State.PARKED;
  pen.save();
  pen.translate(x, y);
  if (unit.state === Position_State.MOVING) {
    pen.rotate(((unit.heading ?? 0) * Math.PI) / 180);
  }

  pen.beginPath();
  if (unit.state === Position_State.MOVING) {
    [[0, -8], [6, 7], [0, 4], [-6, 7]].forEach(([dx = 0, dy = 0]) => pen.lineTo(dx, dy));
  } else {
    pen.rect(-5, -5, 10, 10);
  }

  pen.closePath();
  pen.lineWidth = 2;
  pen.strokeStyle = isSure ? ink : own;
  pen.setLineDash(isSure ? [] : [3, 2]);
  pen.fillStyle = isSure ? own : ink;
  pen.fill();
  pen.stroke();
  pen.restore();
}
