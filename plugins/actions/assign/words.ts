import { type Facts, type Language } from 'souffleur/sdk';

import { type Choice } from './pick.ts';
import { type Input } from './schema.ts';

const WORDS = {
  en: {
    assign: (lead: string) => `Make responsible for the lead “${lead}”`,
    turn: 'the next in turn of',
    open_leads: 'open leads',
    open_tasks: 'open tasks',
    channel: 'channel',
    language: 'language',
  },
  ru: {
    assign: (lead: string) => `Назначить ответственного за сделку «${lead}»`,
    turn: 'следующий по очереди из',
    open_leads: 'открытых сделок',
    open_tasks: 'открытых задач',
    channel: 'канал',
    language: 'язык',
  },
  es: {
    assign: (lead: string) => `Asignar responsable al lead «${lead}»`,
    turn: 'el siguiente por turno entre',
    open_leads: 'leads abiertos',
    open_tasks: 'tareas abiertas',
    channel: 'canal',
    language: 'idioma',
  },
  pt: {
    assign: (lead: string) => `Definir o responsável pelo lead “${lead}”`,
    turn: 'o próximo do rodízio entre',
    open_leads: 'leads abertos',
    open_tasks: 'tarefas abertas',
    channel: 'canal',
    language: 'idioma',
  },
} satisfies Record<Language, object>;

export function describe({ among, row, load }: Choice, { method }: Input, facts: Facts, language: Language): string {
  const words = WORDS[language];
  const names = among.map((id) => facts.nameOf('user', id)).join(', ');
  const who = among.length > 1 ? `${words.turn} ${names}` : names;
  const name = facts.lead?.name || (facts.lead?.id ?? '');
  const why = row ? `${row.by === 'field' ? fieldName(row.field ?? '', facts) : words[row.by]}: ${row.value}` : undefined;
  const busy = load !== undefined && (method === 'open_leads' || method === 'open_tasks') ? `${words[method]}: ${load}` : undefined;
  const reason = why ?? busy;
  return `${words.assign(name)}: ${who}${reason ? ` (${reason})` : ''}`;
}

/** Forms call a field `lead.field.<id>`, facts `lead.<id>`: it has a name by one of them. */
function fieldName(field: string, { nameOf }: Facts): string {
  const short = field.replace('.field.', '.');
  const name = nameOf('field', short);
  return name === short ? nameOf('field', field) : name;
}
