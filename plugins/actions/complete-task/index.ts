/** Completes the task the event is about. */
import { type ChangeBody, definePlugin, type DomainEvent, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { input, type Input, MAX_RESULT, settings } from './schema.ts';

const PREVIEW: Record<Language, { complete: (text: string) => string; result: (text: string) => string }> = {
  en: { complete: (text) => `Complete the task “${text}”`, result: (text) => `with the result “${text}”` },
  ru: { complete: (text) => `Завершить задачу «${text}»`, result: (text) => `с результатом «${text}»` },
  es: { complete: (text) => `Completar la tarea «${text}»`, result: (text) => `con el resultado «${text}»` },
  pt: { complete: (text) => `Concluir a tarefa “${text}”`, result: (text) => `com o resultado “${text}”` },
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'complete-task',
  title: { en: 'Complete the task', ru: 'Завершить задачу', es: 'Completar la tarea', pt: 'Concluir a tarefa' },
  description: {
    en: 'Completes the task the event is about, with a result.',
    ru: 'Завершает задачу, о которой событие, и записывает результат.',
    es: 'Completa la tarea del evento y anota el resultado.',
    pt: 'Conclui a tarefa do evento e anota o resultado.',
  },
  icon: 'check',
  settings,
  input,
  effect: 'conditional',
  says: {
    en: 'complete the task[ with the result “{{result}}”]',
    ru: 'завершить задачу[ с результатом «{{result}}»]',
    es: 'completar la tarea[ con el resultado «{{result}}»]',
    pt: 'concluir a tarefa[ com o resultado “{{result}}”]',
  },
  preview(wanted, { event, facts, language }) {
    const { taskId, result } = completionOf(wanted, event, facts);
    const words = PREVIEW[language];
    return [words.complete(facts.task?.text || taskId), ...(result ? [words.result(result)] : [])].join(' ');
  },
  run: async (wanted, event, { facts, enqueue }) => enqueue({ kind: 'crm', change: completionOf(wanted, event, facts) }),
});

function completionOf(wanted: Input, { name }: DomainEvent, { task }: Facts): Extract<ChangeBody, { kind: 'complete_task' }> {
  if (!task) throw new Refuse('invalid', 'The event is not about a task: only the task of a task’s own event can be completed.');
  if (name === 'task.deleted') throw new Refuse('invalid', 'The task is deleted.');
  if (task.completed) throw new Refuse('invalid', 'The task is completed already.');
  const result = wanted.result.trim();
  if (result.length > MAX_RESULT) throw new Refuse('invalid', `A result has at most ${MAX_RESULT} characters; this one has ${result.length}.`);
  return { kind: 'complete_task', taskId: task.id, ...(result ? { result } : {}) };
}
