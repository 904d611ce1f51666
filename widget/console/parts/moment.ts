import { type Format } from '../format.ts';

const DAY_MS = 86_400_000;

/** A time to the second, as logs need it; the day where it is not within the last twelve hours. */
export const moment = ({ language, timeZone }: Format, iso: string, now = Date.now()): string => {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
  const isNear = Math.abs(now - at.getTime()) < DAY_MS / 2;
  return new Intl.DateTimeFormat(language, { timeZone, ...(isNear ? {} : { day: 'numeric', month: 'short' }), ...time }).format(at);
};
