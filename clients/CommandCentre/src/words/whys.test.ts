import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from './en';

const folder = join(import.meta.dirname, '../../../../services/Roster/Formation');
const source = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name.endsWith('.cs'))
  .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  .join('\n');

// What a rule is called where the roster judges: an obstacle, a fault of a team, a shortfall, a switch of the search, or a constant for one of these.
const code = '\\$?"([a-z][a-z_-]*)(?=[":])';
const places = [
  `\\b(?:new|new Violation|Short|AtLeast|Obstacle)\\(\\s*${code}`,
  `\\bUnder\\(_model, ${code}`,
  `\\bconst string \\w+Rule = ${code}`,
  `\\bRequirement = ${code}`,
  `TravelRule \\? ${code}`,
];
const given = new Set(places.flatMap((place) => [...source.matchAll(new RegExp(place, 'g'))].map(([, rule]) => rule ?? '')));
const said = Object.keys(en).flatMap((key) => /^(?:need|rule)\.(.+)$/.exec(key)?.slice(1) ?? []);

test('every rule by which the roster says why not has its words', () => {
  expect([...given].filter((rule) => !said.includes(rule)).sort()).toEqual([]);
});

test('every rule that has words is one that the roster gives', () => {
  expect(said.filter((rule) => !given.has(rule)).sort()).toEqual([]);
});
