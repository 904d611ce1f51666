/** Texts of the console: one file a screen and language, found by themselves. */
import { createInstance, type i18n, type TFunction } from 'i18next';

const files = import.meta.glob<Record<string, unknown>>('./i18n/*/*.json', { eager: true, import: 'default' });

export const languages = ['en', 'ru', 'es', 'pt'] as const;

/** `ru` > `members` > its texts. */
export const resources = (): Record<string, Record<string, Record<string, unknown>>> => {
  const all: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [, language = '', name = ''] = /i18n\/(\w+)\/([\w-]+)\.json$/.exec(path) ?? [];
    (all[language] ??= {})[name] = texts;
  }
  return all;
};

export const languageOf = (wanted: string | undefined): string => languages.find((language) => wanted?.toLowerCase().startsWith(language)) ?? 'en';

export const createI18n = (language: string): i18n => {
  const instance = createInstance();
  void instance.init({
    lng: languageOf(language),
    fallbackLng: 'en',
    resources: resources() as never,
    defaultNS: 'common',
    fallbackNS: 'common',
    initAsync: false,
    // Preact escapes; a second time would show `&amp;`.
    interpolation: { escapeValue: false },
  });
  return instance;
};

export type T = TFunction;
