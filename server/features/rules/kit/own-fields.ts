/** Fields that cards have without any definition, by their ids in rules. */
import { languageOf } from '../language.ts';
import { type KnownField } from './known.ts';

type Words = Record<'en' | 'ru' | 'es' | 'pt', string>;

const CARDS: Record<string, Words> = {
  lead: { en: 'Lead', ru: 'Сделка', es: 'Lead', pt: 'Lead' },
  contact: { en: 'Contact', ru: 'Контакт', es: 'Contacto', pt: 'Contato' },
  company: { en: 'Company', ru: 'Компания', es: 'Empresa', pt: 'Empresa' },
};

const NAMES: Record<string, { type: string; words: Words }> = {
  name: { type: 'text', words: { en: 'name', ru: 'название', es: 'nombre', pt: 'nome' } },
  price: { type: 'numeric', words: { en: 'price', ru: 'бюджет', es: 'presupuesto', pt: 'valor' } },
  responsibleId: { type: 'user', words: { en: 'responsible user', ru: 'ответственный', es: 'usuario responsable', pt: 'usuário responsável' } },
  tags: { type: 'tag', words: { en: 'tags', ru: 'теги', es: 'etiquetas', pt: 'etiquetas' } },
  pipelineId: { type: 'pipeline', words: { en: 'pipeline', ru: 'воронка', es: 'embudo', pt: 'funil' } },
  stageEnteredAt: { type: 'date_time', words: { en: 'on its stage since', ru: 'на этапе с', es: 'en su etapa desde', pt: 'na etapa desde' } },
  sources: { type: 'source', words: { en: 'sources', ru: 'источники', es: 'orígenes', pt: 'origens' } },
  openTasks: { type: 'numeric', words: { en: 'open tasks', ru: 'открытые задачи', es: 'tareas abiertas', pt: 'tarefas abertas' } },
  nextTaskDueAt: {
    type: 'date_time',
    words: { en: 'next task due', ru: 'срок ближайшей задачи', es: 'vencimiento de la próxima tarea', pt: 'prazo da próxima tarefa' },
  },
  phone: { type: 'phone', words: { en: 'phone', ru: 'телефон', es: 'teléfono', pt: 'telefone' } },
  email: { type: 'text', words: { en: 'e-mail', ru: 'эл. почта', es: 'correo electrónico', pt: 'e-mail' } },
  createdAt: { type: 'date_time', words: { en: 'created', ru: 'создание', es: 'creación', pt: 'criação' } },
  updatedAt: { type: 'date_time', words: { en: 'last changed', ru: 'последнее изменение', es: 'última modificación', pt: 'última alteração' } },
};

const PERSON = ['name', 'phone', 'email', 'responsibleId', 'tags', 'createdAt', 'updatedAt'];

/** What a card has of its own, in the order in which it is offered. */
const FIELDS: Record<string, readonly string[]> = {
  lead: ['name', 'price', 'responsibleId', 'tags', 'pipelineId', 'stageEnteredAt', 'sources', 'openTasks', 'nextTaskDueAt', 'createdAt', 'updatedAt'],
  contact: PERSON,
  company: PERSON,
};

export function ownFields(language: string): KnownField[] {
  const spoken = languageOf(language);
  return Object.entries(FIELDS).flatMap(([of, fields]) =>
    fields.flatMap((field): KnownField[] => {
      const { type, words } = NAMES[field] ?? {};
      const card = CARDS[of];
      return type && words && card ? [{ id: `${of}.${field}`, name: `${card[spoken]}: ${words[spoken]}`, type, of, options: [] }] : [];
    }),
  );
}
