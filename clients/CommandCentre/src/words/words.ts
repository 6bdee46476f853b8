import { signal } from '@preact/signals';
import i18next, { type i18n } from 'i18next';
import { ar } from './ar';
import { de } from './de';
import { en } from './en';
import { fr } from './fr';

/** The languages of the page, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français', ar: 'العربية' } as const;

export type Language = keyof typeof languages;

/** What a person can be shown; plural forms count as one. */
export type Word = Singular<keyof typeof en & string>;

type Singular<K extends string> = K extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : K;

const kept = 'taskforce.language';
const words: i18n = i18next.createInstance();

/** The language that is shown. */
export const language = signal<Language>(firstLanguage());

void words.init({
  lng: language.value,
  fallbackLng: false,
  resources: { en: { translation: en }, de: { translation: de }, fr: { translation: fr }, ar: { translation: ar } },
  // Preact escapes what it shows.
  interpolation: { escapeValue: false },
  keySeparator: false,
  nsSeparator: false,
});
dress(language.value);

/** The words for something, in the language that is shown; the component that asks is shown again when it changes. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const spelled = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? isolate(value) : value]));
  return words.t(word, { lng: language.value, ...spelled });
}

/** Shows another language. */
export function speak(chosen: Language) {
  localStorage.setItem(kept, chosen);
  language.value = chosen;
  dress(chosen);
}

/** Keeps a call sign, a place or a coordinate together whichever way the sentence around it runs (Unicode's first strong isolate). */
export const isolate = (text: string) => `\u2068${text}\u2069`;

function dress(chosen: Language) {
  if (globalThis.document) {
    document.documentElement.lang = chosen;
    document.documentElement.dir = chosen === 'ar' ? 'rtl' : 'ltr';
  }
}

function firstLanguage(): Language {
  const wished = [globalThis.localStorage?.getItem(kept) ?? '', ...(globalThis.navigator?.languages ?? [])];
  return wished.map((tag) => tag.slice(0, 2)).find((tag): tag is Language => tag in languages) ?? 'en';
}
