/** Asks how long ago something happened, counted to the moment of the event. */
import { definePlugin, type Facts } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

const MINUTE = 60_000;
const UNITS = { minutes: MINUTE, hours: 60 * MINUTE, days: 1440 * MINUTE };

type Since = 'lead_created' | 'last_message_in' | 'last_message_out' | 'stage_entered' | 'task_due';

function momentOf(since: Since, { lead, talk, task }: Facts): string | undefined {
  switch (since) {
    case 'lead_created':
      return lead?.createdAt;
    case 'last_message_in':
      return talk?.lastInAt;
    case 'last_message_out':
      return talk?.lastOutAt;
    case 'stage_entered':
      return lead?.stageEnteredAt;
    default:
      // The event's own task, unless it is done: then what is left of the lead's.
      return task && !task.completed ? task.dueAt : lead?.nextTaskDueAt;
  }
}

/** In the account's language, by its two largest units: `2 days 3 hr`. */
function inWords(ms: number, language: string): string {
  const minutes = Math.floor(ms / MINUTE);
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ] as [number, string][];
  const said = parts.filter(([count]) => count > 0).slice(0, 2);
  return (said.length > 0 ? said : parts.slice(2)).map(([count, unit]) => format(count, unit, language)).join(' ');
}

function format(count: number, unit: string, language: string): string {
  const locale = /^[a-z]{2}$/u.test(language) ? language : 'en';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short', useGrouping: false }).format(count);
}

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'time-elapsed',
  title: { en: 'Time passed', ru: 'Прошло времени', es: 'Tiempo transcurrido', pt: 'Tempo decorrido' },
  description: {
    en: 'So much time has passed since the lead was created, somebody wrote, the stage changed or a task was due.',
    ru: 'Столько времени прошло с создания сделки, последнего сообщения, смены этапа или срока задачи.',
    es: 'Ha pasado cierto tiempo desde que se creó el lead, alguien escribió, cambió la etapa o venció una tarea.',
    pt: 'Passou certo tempo desde que o lead foi criado, alguém escreveu, a etapa mudou ou uma tarefa venceu.',
  },
  icon: 'clock',
  says: {
    en: '{{is}} {{amount}} {{unit}} passed since {{since}}',
    ru: 'прошло {{is}} {{amount}} {{unit}} с {{since}}',
    es: 'desde {{since}}, el tiempo es de {{is}} {{amount}} {{unit}}',
    pt: 'desde {{since}}, o tempo é de {{is}} {{amount}} {{unit}}',
  },
  settings,
  input,
  test: ({ since, is, amount, unit }, _event, { facts }) => {
    const at = Date.parse(momentOf(since, facts) ?? '');
    if (Number.isNaN(at)) return { holds: false, found: null };
    const passed = facts.now.getTime() - at;
    // A task may be due later: nothing has passed. Anything else in the future is another clock that is a little ahead.
    if (passed < 0 && since === 'task_due') return { holds: false, found: null };
    const limit = amount * UNITS[unit];
    const elapsed = Math.max(passed, 0);
    return { holds: is === 'at_least' ? elapsed >= limit : elapsed < limit, found: inWords(elapsed, facts.account.language) };
  },
});
