/** What texts of actions may refer to, and where each value comes from. Pure. */
import { type DomainEvent, type FieldValue } from '../../sdk/events.ts';
import { type Facts } from '../../sdk/facts.ts';
import { type EffectAnswer } from './entities.ts';
import { type Lookup, namesIn } from './templates.ts';

/** What came of an earlier action of the run. */
export interface Step extends Partial<EffectAnswer> {
  /** The other side's id of what was made. */
  id?: string;
}

export interface Known {
  event: DomainEvent;
  facts: Facts;
  /** By position, from 1. */
  steps: ReadonlyMap<number, Step>;
}

interface Variable {
  name: string;
  example: string;
  value: (known: Known) => unknown;
}

const variable = (name: string, example: string, value: Variable['value']): Variable => ({ name, example, value });

const local = ({ facts: { now, account } }: Known, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(account.language, { ...options, timeZone: account.timezone }).format(now);
const responsibleId = ({ facts: { lead, contact, company } }: Known): string | undefined =>
  lead?.responsibleId ?? contact?.responsibleId ?? company?.responsibleId;
const named = (facts: Facts, noun: 'stage' | 'pipeline' | 'user', id: string | undefined): string | undefined => (id ? facts.nameOf(noun, id) : undefined);

const VARIABLES: readonly Variable[] = [
  variable('lead.id', '24510983', ({ facts }) => facts.lead?.id),
  variable('lead.name', 'Sofa for the office', ({ facts }) => facts.lead?.name),
  variable('lead.price', '1200', ({ facts }) => facts.lead?.price),
  variable('lead.pipeline', 'Sales', ({ facts }) => named(facts, 'pipeline', facts.lead?.pipelineId)),
  variable('lead.stage', 'Proposal sent', ({ facts }) =>
    facts.lead?.stageId ? named(facts, 'stage', `${facts.lead.pipelineId ?? ''}:${facts.lead.stageId}`) : undefined,
  ),
  variable('lead.tags', 'vip, furniture', ({ facts }) => facts.lead?.tags),
  variable('responsible.id', '10431207', responsibleId),
  variable('responsible.name', 'Nadia Ruiz', (known) => named(known.facts, 'user', responsibleId(known))),
  variable('contact.id', '31207755', ({ facts }) => facts.contact?.id),
  variable('contact.name', 'Inés Mora', ({ facts }) => facts.contact?.name),
  variable('contact.first_name', 'Inés', ({ facts }) => facts.contact?.name?.trim().split(/\s/u, 1)[0]),
  variable('contact.phone', '+34600112233', ({ facts }) => facts.contact?.phones?.[0]),
  variable('contact.email', 'ines@example.com', ({ facts }) => facts.contact?.emails?.[0]),
  variable('company.id', '40020011', ({ facts }) => facts.company?.id),
  variable('company.name', 'Mora S. L.', ({ facts }) => facts.company?.name),
  variable('message.text', 'When can you deliver?', ({ facts }) => facts.text),
  variable('talk.id', '1914', ({ facts }) => facts.talk?.id),
  variable('talk.channel', 'telegram', ({ facts }) => facts.talk?.origin),
  variable('task.id', '900', ({ facts }) => facts.task?.id),
  variable('task.text', 'Call back', ({ facts }) => facts.task?.text),
  variable('call.id', '6600703', ({ facts }) => facts.call?.id),
  variable('call.phone', '+34600112233', ({ facts }) => facts.call?.phone),
  variable('account.currency', 'EUR', ({ facts }) => facts.account.currency),
  variable('account.language', 'es', ({ facts }) => facts.account.language),
  variable('account.timezone', 'Europe/Madrid', ({ facts }) => facts.account.timezone),
  variable('event.name', 'lead.stage_changed', ({ event }) => event.name),
  variable('event.subject', 'lead:24510983', ({ event }) => event.subject),
  variable('event.at', '2026-11-18T12:00:00.000Z', ({ event }) => event.at),
  variable('now', '2026-11-18T12:00:00.000Z', ({ facts }) => facts.now.toISOString()),
  variable('now.date', '18 nov 2026', (known) => local(known, { dateStyle: 'medium' })),
  variable('now.time', '13:00', (known) => local(known, { timeStyle: 'short' })),
];

/** Those with a part of their own choosing, each with an example. */
const PATTERNS: readonly { name: string; example: string; shape: RegExp }[] = [
  { name: 'lead.field.<id>', example: 'Leather', shape: /^lead\.field\.[\w-]+$/ },
  { name: 'contact.field.<id>', example: 'Director', shape: /^contact\.field\.[\w-]+$/ },
  { name: 'company.field.<id>', example: 'Madrid', shape: /^company\.field\.[\w-]+$/ },
  { name: 'event.data.<path>', example: '1200', shape: /^event\.data(?:\.[\w-]+)+$/ },
  { name: 'steps.1.id', example: '900', shape: /^steps\.[1-9]\d?\.id$/ },
  { name: 'steps.1.status', example: '201', shape: /^steps\.[1-9]\d?\.status$/ },
  { name: 'steps.1.body.<path>', example: 'A-1042', shape: /^steps\.[1-9]\d?\.body(?:\.[\w-]+)*$/ },
];

/** For the editor. */
export const variables: readonly { name: string; example: string }[] = [...VARIABLES, ...PATTERNS].map(({ name, example }) => ({ name, example }));

const BY_NAME = new Map(VARIABLES.map((one) => [one.name, one]));

/** What a text refers to and nobody knows. */
export const unknownVariables = (text: string): string[] =>
  namesIn(text, { attempts: true }).filter((name) => !BY_NAME.has(name) && !PATTERNS.some(({ shape }) => shape.test(name)));

/** Positions of the actions a text takes the result of. */
export const stepsIn = (text: string): number[] => namesIn(text).flatMap((name) => (name.startsWith('steps.') ? [Number(name.split('.')[1])] : []));

export const lookupOf =
  (known: Known): Lookup =>
  (name) =>
    shown(BY_NAME.get(name)?.value(known) ?? inside(name.split('.'), known));

function inside([first, second, ...rest]: string[], { event, facts, steps }: Known): unknown {
  if (first === 'lead' || first === 'contact' || first === 'company')
    return second === 'field' && rest.length === 1 ? fieldOf(facts[first]?.fields, rest[0] ?? '') : undefined;
  if (first === 'event' && second === 'data') return at(event.data, rest);
  if (first === 'steps') return at(steps.get(Number(second)), rest);
  return undefined;
}

const fieldOf = (fields: readonly FieldValue[] | undefined, id: string): unknown => fields?.find((field) => field.id === id || field.code === id)?.values;

/** Own properties only: `constructor` and its like are no data. */
function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}

function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') {
    const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
    return isList ? value.join(', ') : JSON.stringify(value);
  }
  return String(value as string | number | boolean);
}
