import { Position_State } from '../contracts/taskforce/geolocation/v1/position_service_pb';
import { theme } from '../shell/theme';
import type { Cell } from './cells';
import type { Unit } from './units';

const metresPerPixelAtZoom0 = 78_271.517;
const colours = { dark: { own: '#79b8ff', ink: '#0d1117', ring: '#79b8ff55' }, light: { own: '#0a4fb5', ink: '#ffffff', ring: '#0a4fb544' } };
const wholeTurn = 7;

/** Draws what is in a cell, at a place of the canvas. */
export function drawCell(pen: CanvasRenderingContext2D, x: number, y: number, { count, unit }: Cell, zoom: number) {
  if (count > 1) {
    drawMany(pen, x, y, count);
  } else {
    drawUnit(pen, x, y, unit, zoom);
  }
}

function drawMany(pen: CanvasRenderingContext2D, x: number, y: number, count: number) {
  const { own, ink } = colours[theme.peek()];
  pen.fillStyle = own;
  pen.beginPath();
  pen.arc(x, y, 11, 0, wholeTurn);
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
    pen.arc(x, y, Math.min(radius, 2000), 0, wholeTurn);
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
