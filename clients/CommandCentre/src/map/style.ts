import type { StyleSpecification } from 'maplibre-gl';
import type { Language } from '../words/words';
import { places } from './places';
import type { World } from './world';

/** The colours of the map in one theme. */
const colours = {
  dark: { sea: '#0b1a2a', land: '#1d2733', border: '#5b6b7d', label: '#c3ccd6', halo: '#0d1117', fence: '#e3b341', way: '#79b8ff' },
  light: { sea: '#cfe0ee', land: '#f7f5ef', border: '#8a95a1', label: '#33404d', halo: '#ffffff', fence: '#7a5200', way: '#0a4fb5' },
};

// Coasts to a pixel: with more corners a moving map is drawn half as often without a graphics card.
const coarse = { tolerance: 1, buffer: 32 };

const nothing = { type: 'FeatureCollection' as const, features: [] };

/** The map without anything on it. Nothing in it asks the network for anything. */
export function styleOf(world: World, theme: keyof typeof colours, language: Language): StyleSpecification {
  const { sea, land, border, label, halo, fence, way } = colours[theme];
  const line = (dashed: boolean) => ({ 'line-color': border, 'line-width': 1, ...(dashed ? { 'line-dasharray': [2, 2] } : {}) });
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: world.land, ...coarse },
      borders: { type: 'geojson', data: world.borders, attribution: 'Natural Earth', ...coarse },
      disputed: { type: 'geojson', data: world.disputed, ...coarse },
      bases: { type: 'geojson', data: nothing },
      fences: { type: 'geojson', data: nothing },
      routes: { type: 'geojson', data: nothing },
      track: { type: 'geojson', data: nothing },
      places: {
        type: 'geojson',
        data: {
          type: 'FeatureCollection',
          features: places.map(({ names, kind, latitude, longitude }) => ({
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [longitude, latitude] },
            // MapLibre turns brackets the wrong way round in a line from right to left.
            properties: { name: names[language].replace(/ \(.*\)/, ''), rank: kind === 'city' ? 0 : 1 },
          })),
        },
      },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': land, 'fill-antialias': false } },
      { id: 'borders', type: 'line', source: 'borders', paint: line(false) },
      { id: 'disputed', type: 'line', source: 'disputed', paint: line(true) },
      { id: 'fences', type: 'fill', source: 'fences', paint: { 'fill-color': fence, 'fill-opacity': 0.12 } },
      { id: 'fence-lines', type: 'line', source: 'fences', paint: { 'line-color': fence, 'line-width': 1.5, 'line-dasharray': [4, 2] } },
      { id: 'routes', type: 'line', source: 'routes', paint: { 'line-color': way, 'line-width': 1.5, 'line-dasharray': [1, 2] } },
      { id: 'track', type: 'line', source: 'track', layout: { 'line-join': 'round' }, paint: { 'line-color': way, 'line-width': 2.5 } },
      {
        id: 'bases',
        type: 'symbol',
        source: 'bases',
        layout: { 'text-field': '⌂', 'text-size': 20, 'text-font': ['Noto Sans Regular'], 'text-allow-overlap': true, 'text-ignore-placement': true },
        paint: { 'text-color': way, 'text-halo-color': halo, 'text-halo-width': 1.5 },
      },
      {
        id: 'fence-names',
        type: 'symbol',
        source: 'fences',
        minzoom: 8,
        layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'text-font': ['Noto Sans Regular'] },
        paint: { 'text-color': fence, 'text-halo-color': halo, 'text-halo-width': 1.5 },
      },
      {
        id: 'places',
        type: 'symbol',
        source: 'places',
        layout: {
          'text-field': ['get', 'name'],
          'text-size': 12,
          'text-font': ['Noto Sans Regular'],
          'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
          'text-radial-offset': 0.5,
          'symbol-sort-key': ['get', 'rank'],
        },
        paint: { 'text-color': label, 'text-halo-color': halo, 'text-halo-width': 1.5 },
      },
    ],
  };
}
