import { type ChangeBody, type Facts, type Language, parseSubject } from 'souffleur/sdk';

type Task = Extract<ChangeBody, { kind: 'add_task' }>;

const WORDS = {
  en: { task: (text: string) => `Create the task “${text}”`, due: 'due', type: 'type', responsible: 'responsible', on: 'on the card of' },
  ru: { task: (text: string) => `Создать задачу «${text}»`, due: 'срок', type: 'тип', responsible: 'ответственный', on: 'карточка' },
  es: { task: (text: string) => `Crear la tarea «${text}»`, due: 'vence', type: 'tipo', responsible: 'responsable', on: 'en la ficha de' },
  pt: { task: (text: string) => `Criar a tarefa “${text}”`, due: 'prazo', type: 'tipo', responsible: 'responsável', on: 'no cartão de' },
} satisfies Record<Language, object>;

export function describe(task: Task, facts: Facts, language: Language): string {
  const words = WORDS[language];
  return [
    words.task(task.text),
    `${words.due}: ${moment(task.dueAt, facts, language)}`,
    ...(task.typeId ? [`${words.type}: ${facts.nameOf('task_type', task.typeId)}`] : []),
    ...(task.responsibleId ? [`${words.responsible}: ${facts.nameOf('user', task.responsibleId)}`] : []),
    `${words.on}: ${cardName(task, facts)}`,
  ].join('; ');
}

function cardName({ subject }: Task, { lead, contact, company }: Facts): string {
  if (!subject) return '';
  const { kind, id } = parseSubject(subject);
  return (kind === 'lead' ? lead : kind === 'contact' ? contact : company)?.name || id;
}

function moment(iso: string, { account }: Facts, language: Language): string {
  const options = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Date(iso).toLocaleString(language, { ...options, timeZone: account.timezone });
  } catch {
    return new Date(iso).toLocaleString(language, { ...options, timeZone: 'UTC' });
  }
}
