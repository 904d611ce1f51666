import { type Language } from '../../sdk/types.ts';

const LANGUAGES: readonly Language[] = ['en', 'ru', 'es', 'pt'];

/** The CRM's names vary (`pt-br`); what is not ours is told in English. */
export const languageOf = (name: string): Language => LANGUAGES.find((language) => name.toLowerCase().startsWith(language)) ?? 'en';
