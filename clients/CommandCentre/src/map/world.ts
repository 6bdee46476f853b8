import type { FeatureCollection, MultiLineString } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-10m.json?url';

/** Land and borders, from Natural Earth (public domain). */
export interface World {
  land: FeatureCollection;
  borders: MultiLineString;
  /** Lines that are disputed; drawn dashed, and no side is named. */
  disputed: MultiLineString;
}

// Natural Earth's ISO 3166-1 numbers of territories whose lines are disputed. What a deployment holds to be right is not for this file to say.
const disputedTerritories: ReadonlySet<string> = new Set(['732']);

/** Natural Earth's countries, at any scale. */
export type Atlas = Topology<{ countries: GeometryCollection }>;

/** The lines between countries; the coasts are none. */
export function bordersIn(topology: Atlas): Pick<World, 'borders' | 'disputed'> {
  const { countries } = topology.objects;
  const isDisputed = (one: { id?: string | number | undefined }, other: { id?: string | number | undefined }) =>
    disputedTerritories.has(String(one.id)) || disputedTerritories.has(String(other.id));
  return {
    borders: mesh(topology, countries, (one, other) => one !== other && !isDisputed(one, other)),
    disputed: mesh(topology, countries, (one, other) => one !== other && isDisputed(one, other)),
  };
}

let known: Promise<World> | undefined;

/** The world that the page brings with it; read once. */
export function readWorld(): Promise<World> {
  known ??= read().catch((fault: unknown) => {
    known = undefined;
    throw fault;
  });
  return known;
}

async function read(): Promise<World> {
  const topology = (await (await fetch(atlas)).json()) as Atlas;
  return { land: feature(topology, topology.objects.countries), ...bordersIn(topology) };
}
