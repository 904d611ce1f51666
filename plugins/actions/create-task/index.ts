/** Puts a task on the lead, or on the contact or company where there is no lead. */
import { type ChangeBody, definePlugin, type Facts, Refuse, subject, type Subject } from 'souffleur/sdk';

import { dueAt } from './due.ts';
import { input, type Input, settings } from './schema.ts';
import { describe } from './words.ts';

const MAX_TEXT = 2_000;

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'create-task',
  title: { en: 'Create a task', ru: 'Создать задачу', es: 'Crear una tarea', pt: 'Criar uma tarefa' },
  description: {
    en: 'Puts a task on the lead, with a due time and somebody responsible.',
    ru: 'Ставит задачу в сделке: со сроком и ответственным.',
    es: 'Añade una tarea al lead, con vencimiento y responsable.',
    pt: 'Adiciona uma tarefa ao lead, com prazo e responsável.',
  },
  icon: 'clock',
  settings,
  input,
  effect: 'free',
  says: {
    en: 'create the task “{{text}}”, due in {{after}} {{unit}}[ at {{time}}][, skipping weekends{{skipWeekends}}][, type: {{type}}][, responsible: {{responsible}}]',
    ru: 'создать задачу «{{text}}», срок: {{after}} {{unit}}[, в {{time}}][, без выходных{{skipWeekends}}][, тип: {{type}}][, ответственный: {{responsible}}]',
    es: 'crear la tarea «{{text}}», vence en {{after}} {{unit}}[ a las {{time}}][, sin fines de semana{{skipWeekends}}][, tipo: {{type}}][, responsable: {{responsible}}]',
    pt: 'criar a tarefa “{{text}}”, prazo: {{after}} {{unit}}[, às {{time}}][, sem fins de semana{{skipWeekends}}][, tipo: {{type}}][, responsável: {{responsible}}]',
  },
  preview: (wanted, { facts, language }) => describe(taskOf(wanted, facts, facts.now), facts, language),
  // Of a run that comes late, the term begins now: what is due in 15 minutes must not be over when it is created.
  run: async (wanted, _event, { facts, clock, enqueue }) => enqueue({ kind: 'crm', change: taskOf(wanted, facts, clock.now()) }),
});

function taskOf(wanted: Input, facts: Facts, from: Date): Extract<ChangeBody, { kind: 'add_task' }> {
  const text = wanted.text.trim();
  if (text === '' || text.length > MAX_TEXT) throw new Refuse('invalid', `A task has 1 to ${MAX_TEXT} characters; this one has ${text.length}.`);
  const responsibleId = wanted.responsible || facts.lead?.responsibleId || facts.contact?.responsibleId || facts.company?.responsibleId;
  return {
    kind: 'add_task',
    subject: cardOf(facts),
    text,
    dueAt: dueAt(from, wanted, facts.account.timezone).toISOString(),
    ...(responsibleId ? { responsibleId } : {}),
    ...(wanted.type ? { typeId: wanted.type } : {}),
  };
}

function cardOf({ lead, contact, company }: Facts): Subject {
  if (lead) return subject('lead', lead.id);
  if (contact) return subject('contact', contact.id);
  if (company) return subject('company', company.id);
  throw new Refuse('invalid', 'There is no lead, contact or company here that a task could hang on.');
}
