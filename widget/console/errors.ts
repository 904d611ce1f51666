import { type TFunction } from 'i18next';

import { type ApiError } from '../api/errors.ts';

const KNOWN = new Set(['offline', 'timeout', 'bad_answer', 'sign_in', 'unauthorized', 'forbidden', 'not_found', 'version_conflict']);

/** What went wrong and what to do, in the member's language; an unknown code has the server's own words (English). */
export const errorWords = (t: TFunction, error: ApiError): string => {
  if (KNOWN.has(error.code)) return t(`common:errors.${error.code}`);
  if (error.status === 409) return t('common:errors.version_conflict');
  if (error.status === 429) return t('common:errors.too_many');
  if (error.status >= 500) return t('common:errors.server');
  return error.detail || t('common:errors.unknown');
};
