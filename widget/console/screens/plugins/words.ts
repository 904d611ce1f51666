import { type TFunction } from 'i18next';

import { type Plugin, type PluginState } from '../../../state/plugins.ts';
import { type Format } from '../../format.ts';

export const STATE_BADGES: Record<PluginState, 'good' | 'bad' | 'warn' | 'plain'> = {
  on: 'good',
  off: 'plain',
  paused: 'warn',
  failed: 'bad',
  consent: 'warn',
};

/** Rights every language has words for; the rest of the server's codes is shown as it is. */
export const rightWords = (t: TFunction, right: string): string => t(`plugins:rights.${right}`, { defaultValue: right });

export const hostWords = (t: TFunction, host: string): string => (host === '@crm' ? t('plugins:hosts.crm') : host);

export const titleOf = ({ language }: Format, { title, id }: Plugin): string => title[language] || title['en'] || id;

export const descriptionOf = ({ language }: Format, { description }: Plugin): string => description[language] || description['en'] || '';

/** "Paused until 14:05" and its like. */
export const pausedWords = (t: TFunction, format: Format, { pausedUntil }: Plugin): string =>
  pausedUntil ? t('plugins:paused_until', { when: format.dateTime(pausedUntil) }) : t('plugins:states.paused');
