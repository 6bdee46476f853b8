import type { Place } from '../contracts/taskforce/type/v1/geography_pb';
import { language, type Language } from '../words/words';
import table from './places.csv?raw';

/** A place that the map labels. */
export interface MapPlace {
  id: string;
  names: Record<Language, string>;
  nation: string;
  kind: string;
  latitude: number;
  longitude: number;
}

/** The places of the map, each with its name in every language. */
export const places: readonly MapPlace[] = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [id = '', en = '', de = '', fr = '', ar = '', nation = '', kind = '', latitude, longitude] = line.trim().split(',');
    return { id, names: { en, de, fr, ar }, nation, kind, latitude: Number(latitude), longitude: Number(longitude) };
  });

/** What a place is called in the language that is shown, or what its reporter called it. */
export const placeName = (place: Place | undefined) =>
  places.find(({ id }) => id === place?.placeId)?.names[language.value] ?? place?.displayName ?? '';
