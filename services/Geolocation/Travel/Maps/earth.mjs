// Makes earth.br, which nation each part of the earth belongs to, out of Natural Earth 1:10m (public domain). In an empty folder:
//   npm install world-atlas@2.0.2 topojson-client@3.1.0 i18n-iso-countries@7.14.0 && node earth.mjs
// The file, compressed with Brotli: the number of nations, two letters each (spaces for who has none); then row by row from the
// south pole the number of runs and each run as nation (0 is water) and length, all as variable-length integers, 7 bits a byte.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';

const require = createRequire(process.cwd() + '/');
const { feature } = require('topojson-client');
const codes = require('i18n-iso-countries/codes.json');
const world = JSON.parse(readFileSync(require.resolve('world-atlas/countries-10m.json')));

const perDegree = 32;
const [rows, columns] = [180 * perDegree, 360 * perDegree];
const alpha2 = new Map(codes.map(([two, , number]) => [number, two]));
const nations = world.objects.countries.geometries.map(g => g.properties.name === 'Kosovo' ? 'XK' : alpha2.get(g.id) ?? '  ');
const grid = new Uint8Array(rows * columns);

const column = longitude => (longitude + 180) * perDegree - 0.5;
const row = latitude => (latitude + 90) * perDegree - 0.5;

// The rings of the source jump from 180 to -180 degrees, and Antarctica's goes round the pole without reaching it. This one goes on past 180
// degrees, and by the pole back to where it began.
function unroll(ring) {
  const unrolled = [[...ring[0]]];
  for (const [x, y] of ring.slice(1)) {
    const before = unrolled.at(-1)[0];
    unrolled.push([x + 360 * Math.round((before - x) / 360), y]);
  }
  const [[first], [last]] = [unrolled[0], unrolled.at(-1)];
  if (Math.abs(last - first) > 180) unrolled.push([last, -90], [first, -90], unrolled[0]);
  return unrolled;
}

// Fills the cells whose middle is within, row by row between the edges that the row crosses. A polygon too small for that gets the cell of its first corner.
function fill(rings, nation) {
  const crossings = new Map();
  for (const ring of rings.map(unroll)) {
    for (let i = 1; i < ring.length; i++) {
      let [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      if (y1 > y2) [x1, y1, x2, y2] = [x2, y2, x1, y1];
      for (let y = Math.ceil(row(y1)); y < row(y2); y++) {
        const x = column(x1) + (column(x2) - column(x1)) * (y - row(y1)) / (row(y2) - row(y1));
        crossings.has(y) ? crossings.get(y).push(x) : crossings.set(y, [x]);
      }
    }
  }
  let filled = 0;
  for (const [y, xs] of crossings) {
    xs.sort((a, b) => a - b);
    for (let i = 0; i + 1 < xs.length; i += 2) {
      for (let x = Math.ceil(xs[i]); x < xs[i + 1]; x++, filled++) grid[y * columns + (x + 2 * columns) % columns] = nation;
    }
  }
  return filled;
}

const small = [];
feature(world, world.objects.countries).features.forEach(({ geometry }, i) => {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  for (const rings of polygons) {
    if (fill(rings, i + 1) === 0) small.push([rings[0][0], i + 1]);
  }
});
for (const [[x, y], nation] of small) {
  const at = Math.round(row(y)) * columns + Math.min(columns - 1, Math.max(0, Math.round(column(x))));
  grid[at] = nation;
}

const bytes = [];
const number = n => { for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128); bytes.push(n); };
number(nations.length);
for (const nation of nations) bytes.push(...Buffer.from(nation));
for (let y = 0; y < rows; y++) {
  const runs = [];
  for (let x = 0; x < columns; x++) {
    const nation = grid[y * columns + x];
    runs.length && runs.at(-1)[0] === nation ? runs.at(-1)[1]++ : runs.push([nation, 1]);
  }
  number(runs.length);
  for (const [nation, length] of runs) { number(nation); number(length); }
}
const raw = Buffer.from(bytes);
writeFileSync('earth.br', brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } }));
