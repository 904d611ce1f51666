import { type TFunction } from 'i18next';

import { type RuleProblem, type Trigger, TRIGGERS } from '../../../state/rules.ts';
import { type Format } from '../../format.ts';
import { eventWords } from '../hooks/words.ts';

/** A Monday, so that day 1 of the API is the first of a week. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const SIZES = { minutes: 60, hours: 3600, days: 86_400 } as const;

const dayWords = ({ language }: Format, day: number): string =>
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(MONDAY + (day - 1) * DAY_MS);

/** When a rule runs, as a person would say it. */
export const triggerWords = (t: TFunction, format: Format, { on, time }: Trigger): string => {
  if (time?.kind === 'schedule') {
    const days = [...new Set(time.days)].toSorted((one, other) => one - other);
    if (days.length === 7) return t('rules:when.every_day', { at: time.at });
    if (days.join('') === '12345') return t('rules:when.workdays', { at: time.at });
    return t('rules:when.days', { days: format.list(days.map((day) => dayWords(format, day))), at: time.at });
  }
  if (time) return t(`rules:when.silence.${time.of}`, { time: t(`rules:units.${time.unit}`, { count: time.amount }) });
  return Object.hasOwn(TRIGGERS, on) ? t(`rules:triggers.${on}`) : eventWords(t, on);
};

/** 5400 seconds > "90 minutes": the largest unit that divides it. */
export const secondsWords = (t: TFunction, seconds: number): string => {
  const unit = (['days', 'hours', 'minutes'] as const).find((one) => seconds % SIZES[one] === 0);
  return unit ? t(`rules:units.${unit}`, { count: seconds / SIZES[unit] }) : t('rules:units.seconds', { count: seconds });
};

/** What is wrong with a rule, and how to mend it. */
export const problemWords = (t: TFunction, { code, ref, value, path }: RuleProblem): { short: string; mend: string } => {
  const place = path.startsWith('actions') ? 'action' : path.startsWith('conditions') ? 'condition' : 'rule';
  const noun = t(`rules:refs.${ref ?? 'any'}`, { defaultValue: t('rules:refs.any') });
  return {
    short: t(`rules:problems.${code}.short`, { noun, value: value ?? '', place: t(`rules:places.${place}`) }),
    mend: t(`rules:problems.${code}.mend`),
  };
};

/** The value a condition found, short enough to stand beside it. */
export const foundWords = (t: TFunction, format: Format, found: string | number | boolean | null | readonly string[] | undefined): string | undefined => {
  if (found === undefined) return undefined;
  if (found === null || found === '') return t('rules:found.nothing');
  if (typeof found === 'boolean') return t(found ? 'common:yes' : 'common:no');
  if (typeof found === 'number') return format.number(found, 2);
  if (typeof found === 'string') return found;
  return found.length > 0 ? format.list(found) : t('rules:found.nothing');
};
