/** The words of the log, by language. */
import en from './sentences/en.json' with { type: 'json' };
import es from './sentences/es.json' with { type: 'json' };
import pt from './sentences/pt.json' with { type: 'json' };
import ru from './sentences/ru.json' with { type: 'json' };

export type Noun = keyof typeof en.entities;

export interface Texts {
  language: string;
  entities: Record<Noun, { named: string; numbered: string; bare: string }>;
  counts: Record<string, string>;
  columns: Record<'at' | 'what' | 'who' | 'kind' | 'lead' | 'agent', string>;
  modes: Record<string, string>;
  roles: Record<string, string>;
  sections: Record<string, string>;
  reasons: Record<string, string>;
  /** By kind; `kind:variant` for what a kind can mean besides, `kind_form` for a plural of `count`. */
  kinds: Record<string, string>;
  /** Of notifications. `bare`: when nothing in the text is known. */
  notices: Record<string, { title: string; text: string; bare: string }>;
}

export const languages = ['en', 'ru', 'es', 'pt'] as const;
export type TextLanguage = (typeof languages)[number];

const byLanguage: Record<TextLanguage, Texts> = { en, ru, es, pt };

/** The CRM's language names vary (`pt-br`, `ptbr`); what is not ours is told in English. */
export const languageOf = (name: string | undefined): TextLanguage => languages.find((language) => name?.toLowerCase().startsWith(language)) ?? 'en';

export const textsOf = (language: TextLanguage): Texts => byLanguage[language];
