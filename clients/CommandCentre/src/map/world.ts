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

type Atlas = Topology<{ countries: GeometryCollection }>;

/** Reads the world that the page brings with it. */
export async function readWorld(): Promise<World> {
  const topology = (await (await fetch(atlas)).json()) as Atlas;
  const { countries } = topology.objects;
  const isDisputed = (one: { id?: string | number | undefined }, other: { id?: string | number | undefined }) =>
    disputedTerritories.has(String(one.id)) || disputedTerritories.has(String(other.id));
  return {
    land: feature(topology, countries),
    borders: mesh(topology, countries, (one, other) => one !== other && !isDisputed(one, other)),
    disputed: mesh(topology, countries, (one, other) => one !== other && isDisputed(one, other)),
  };
}
