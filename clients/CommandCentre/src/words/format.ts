import type { Duration, Timestamp } from '@bufbuild/protobuf/wkt';
import { en } from './en';
import { language, say, type Word } from './words';

// Morocco writes Latin digits, and a radio reads them out in either country.
const locale = () => (language.value === 'ar' ? 'ar-MA-u-nu-latn' : language.value === 'en' ? 'en-GB' : language.value);

/** Milliseconds since 1970. */
export const toMs = (time: Timestamp | undefined) => (time ? Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6) : 0);

/** Milliseconds. */
export const durationMs = (duration: Duration | undefined) => (duration ? Number(duration.seconds) * 1000 + Math.floor(duration.nanos / 1e6) : 0);

/** The time of day here, to the second. */
export const localTime = (ms: number) => new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(ms);

/** The time of day in UTC, as a radio says it: `21:04Z`. */
export const utcTime = (ms: number) => `${new Date(ms).toISOString().slice(11, 16)}Z`;

/** Date and time here. */
export const localDateTime = (ms: number) =>
  new Intl.DateTimeFormat(locale(), { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);

/** A count or a measure. */
export const number = (value: number, digits = 0) => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);

/** A stretch of time in its two largest units: `2 h 05 min`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: [number, Intl.NumberFormatOptions['unit'] & string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const from = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(from < 0 ? 3 : from, from < 0 ? 4 : from + 2)
    .filter(([value], place) => value > 0 || place === 0)
    .map(([value, unit]) => new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short' }).format(value))
    .join(' ');
}

/** The name of a nation. */
export const nationName = (code: string) => (/^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames([locale()], { type: 'region', fallback: 'code' }).of(code) ?? code) : code);

/** The name of a language; browsers know none for that of the Amazigh. */
export const languageName = (code: string) => (code === 'ber' ? say('language.ber') : (new Intl.DisplayNames([locale()], { type: 'language', fallback: 'code' }).of(code) ?? code));

/** A day of the week, 0 for Monday, short. */
export const weekdayName = (day: number) => new Intl.DateTimeFormat(locale(), { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day));

/** A month and its year, from any moment of it. */
export const monthName = (ms: number) => new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' }).format(ms);

const named = (word: string, id: string) => (word in en ? say(word as Word) : id);

/** What a skill is called; agencies may have some of their own. */
export const skillName = (id: string) => named(`skill.${id}`, id);

/** What an asset can do, or is; agencies may have some of their own. */
export const assetName = (id: string) => named(`asset.${id}`, id);

/** Several things, one after the other. */
export const listed = (things: readonly string[]) => things.join(language.value === 'ar' ? '، ' : ', ');

/** A call sign, or that its nation does not release it. */
export const called = (callSign: string) => callSign || say('withheld');
