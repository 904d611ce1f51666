import { type ApiError } from '../api.ts';
import { type Texts } from '../i18n/translate.ts';
import { type Sentence } from '../state/shapes.ts';

const BY_STATUS: Record<number, string> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 429: 'too_many' };

/** A failure in the reader's language. */
export const errorWords = (texts: Texts, error: ApiError): string => {
  if (error.gate) return texts.t('errors.blocked', { reason: gateWords(texts, error.gate) });
  if (texts.has(`errors.${error.code}`)) return texts.t(`errors.${error.code}`);
  const known = BY_STATUS[error.status] ?? (error.status >= 500 ? 'server' : 'unknown');
  return texts.t(`errors.${known}`);
};

/** Why a gate stopped a reply. */
export const gateWords = (texts: Texts, gate: string): string => texts.t(texts.has(`gates.${gate}`) ? `gates.${gate}` : 'gates.unknown');

/** Why a draft failed; a gate's name is possible too (the gates are checked again at delivery). */
export const failureWords = (texts: Texts, reason: string | null): string => {
  if (reason && texts.has(`gates.${reason}`)) return texts.t('card.suggestion.withheld_hint', { reason: gateWords(texts, reason) });
  if (reason && texts.has(`failures.${reason}`)) return texts.t(`failures.${reason}`);
  if (reason?.startsWith('llm_')) return texts.t('failures.model');
  if (reason?.startsWith('send_')) return texts.t('failures.delivery');
  return texts.t('failures.unknown');
};

/** Why a sentence is marked, naming the values that its source lacks. */
export const markWords = (texts: Texts, sentence: Sentence): string => {
  const reason = sentence.reason ?? 'no_evidence';
  if (reason === 'value_not_in_source' && sentence.values?.length) {
    return texts.t('card.check.value_not_in_source_values', { values: sentence.values.map((value) => texts.t('card.check.quoted', { value })).join(', ') });
  }
  return texts.t(`card.check.${reason}`);
};
