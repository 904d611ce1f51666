/** Rows of the log as sentences in the reader's language. */
import { type z } from 'zod';

import { type Activity } from './entities.ts';
import { type Format, formatFor } from './format.ts';
import { type Known } from './names.ts';
import { type ActivityLink } from './schema.ts';
import { languageOf, type Noun, type Texts, textsOf } from './texts.ts';

type Link = z.output<typeof ActivityLink>;
export interface Piece {
  text: string;
  link?: Link;
}
export type Told = Pick<Activity, 'kind' | 'actorKind' | 'actorId' | 'actorName' | 'subject' | 'leadCrmId' | 'agentId' | 'talkId' | 'data'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NAME_MAX = 80;
const TEXT_MAX = 200;
/** The order in which a sync counts them. */
const COUNTED = ['leads', 'contacts', 'companies', 'tasks', 'products'] as const;
/** Between what happened and who did it. */
const BY = ' · ';

/** Tells the rows of one page; what is unknown falls back to a number or is left out. */
export class Teller {
  readonly #known: Known;
  readonly #texts: Texts;
  readonly #format: Format;

  constructor(known: Known) {
    this.#known = known;
    this.#texts = textsOf(languageOf(known.language));
    this.#format = formatFor(this.#texts, known.account);
  }

  sentence(row: Told): Piece[] {
    const pieces = this.#fill(this.#template(row), row);
    const actor = this.actorName(row);
    if (actor && (row.actorKind === 'member' || row.actorKind === 'crm_user'))
      pieces.push({ text: BY }, { text: actor, ...(row.actorKind === 'member' && row.actorId ? { link: link('member', row.actorId) } : {}) });
    return joined(pieces);
  }

  /** A notification: what happened, and to whom or why. */
  notice(kind: string, subject: string | null, data: Told['data']): { title: string; text: string } {
    const words = this.#texts.notices[kind];
    if (!words) return { title: kind, text: '' };
    const row: Told = { kind: 'error', actorKind: 'system', actorId: null, actorName: null, subject, leadCrmId: null, agentId: null, talkId: null, data };
    const about = idOf(subject, 'lead') || !words.text.includes('{{lead}}') ? words.text : words.text.replace('[{{lead}}]', '');
    const text = textOf(joined(this.#fill(about, row))).replace(/^[:\s]+/u, '');
    return { title: words.title, text: text ? text.charAt(0).toLocaleUpperCase() + text.slice(1) : words.bare };
  }

  actorName({ actorKind, actorId, actorName }: Pick<Told, 'actorKind' | 'actorId' | 'actorName'>): string | null {
    const kind = actorKind === 'crm_user' ? 'user' : actorKind;
    const name = (actorId ? this.#known.names.get(`${kind}:${actorId}`) : undefined) ?? actorName;
    return name ? cut(name, NAME_MAX) : null;
  }

  #template({ kind, data }: Told): string {
    const { kinds } = this.#texts;
    const variant = data['change'] ?? (kind === 'settings.changed' ? data['section'] : undefined);
    const count = data['count'];
    return (
      (variant === undefined ? undefined : kinds[`${kind}:${String(variant)}`]) ??
      (typeof count === 'number' ? kinds[`${kind}_${this.#format.plural(count)}`] : undefined) ??
      kinds[kind] ??
      kind
    );
  }

  /** `[…]` is left out as a whole when something in it is unknown. */
  #fill(template: string, row: Told): Piece[] {
    const pieces: Piece[] = [];
    for (const [part, optional] of template.matchAll(/\[([^\]]*)\]|[^[]+/gu)) {
      const filled = this.#words(optional ?? part, row);
      if (filled) pieces.push(...filled);
    }
    return pieces;
  }

  #words(template: string, row: Told): Piece[] | undefined {
    const pieces: Piece[] = [];
    for (const part of template.split(/(\{\{\w+\}\})/u)) {
      const name = /^\{\{(\w+)\}\}$/u.exec(part)?.[1];
      const piece = name === undefined ? { text: part } : this.#value(name, row);
      if (!piece) return undefined;
      pieces.push(piece);
    }
    return pieces;
  }

  #value(name: string, row: Told): Piece | undefined {
    const { data } = row;
    const number = (key: string): number | undefined => numberOf(data[key]);
    switch (name) {
      case 'lead':
      case 'contact':
      case 'company':
      case 'customer':
      case 'product':
        return this.#card(name, idOf(row.subject, name) ?? (name === 'lead' ? row.leadCrmId : null), data['name']);
      case 'task':
        return this.#card('task', idOf(row.subject, 'task'), data['text'] ?? data['name']);
      case 'agent':
        return this.#card('agent', row.agentId ?? idOf(row.subject, 'agent'), row.kind.startsWith('agent.') ? data['name'] : undefined);
      case 'article':
      case 'rule':
        return this.#card(name, idOf(row.subject, name), data['name']);
      case 'member':
        return this.#card('member', idOf(row.subject, 'member'), data['name']);
      case 'where':
        return this.#where(row);
      case 'name':
        return words(data['name']) ?? this.#person(row);
      case 'from':
      case 'to':
      case 'stage':
        return this.#state(row.kind, name === 'stage' ? 'stage' : familyOf(row.kind), data[name]);
      case 'mode':
        return words(this.#texts.modes[String(data['mode'])]);
      case 'section':
        return words(this.#texts.sections[String(data['section'])] ?? data['section']);
      case 'reason':
        return words(this.#reason(data['reason'] ?? data['text']));
      case 'counts':
        return words(this.#counts(row));
      case 'count':
      case 'version':
        return words(number(name) === undefined ? undefined : this.#format.number(number(name) ?? 0));
      case 'price':
        return words(number('price') ? this.#format.money(number('price') ?? 0) : undefined);
      case 'duration':
      case 'seconds':
        return words(number(name) ? this.#format.duration(number(name) ?? 0) : undefined);
      case 'due':
        return words(this.#format.moment(String(data['due'] ?? data['dueAt'] ?? '')));
      default:
        return words(data[name]);
    }
  }

  /** A noun with the name it had then, else the one it has now, else its number. */
  #card(noun: Noun, id: string | null | undefined, then: unknown): Piece {
    const { named, numbered, bare } = this.#texts.entities[noun];
    const name = words(then)?.text ?? (id ? this.#known.names.get(`${noun}:${id}`) : undefined);
    const text = name ? named.replace('{{name}}', () => cut(name, NAME_MAX)) : id ? numbered.replace('{{id}}', () => id) : bare;
    return { text, ...(id && noun !== 'user' && noun !== 'stage' ? { link: link(noun, id) } : {}) };
  }

  /** The lead it belongs to, else the card it is written on; nothing when neither is known. */
  #where({ subject, leadCrmId, talkId, data }: Told): Piece | undefined {
    const lead = leadCrmId ?? (talkId ? this.#known.talks.get(talkId)?.leadCrmId : undefined) ?? idOf(subject, 'lead');
    if (lead) return this.#card('lead', lead, data['lead']);
    for (const noun of ['contact', 'company', 'customer'] as const) {
      const id = idOf(subject, noun);
      if (id) return this.#card(noun, id, undefined);
    }
    return undefined;
  }

  #person({ subject, talkId }: Told): Piece | undefined {
    const contact = idOf(subject, 'contact');
    return words((contact ? this.#known.names.get(`contact:${contact}`) : undefined) ?? (talkId ? this.#known.talks.get(talkId)?.contact : undefined));
  }

  /** `from` and `to` mean a stage, a person, a role, a mode or just what they say. */
  #state(kind: string, family: 'stage' | 'user' | 'role' | 'mode' | 'plain', value: Told['data'][string] | undefined): Piece | undefined {
    if (value === null || value === undefined || value === '') return undefined;
    const text = String(value);
    if (family === 'role') return words(this.#texts.roles[text] ?? text);
    if (family === 'mode') return words(this.#texts.modes[text] ?? text);
    if (family === 'plain') return words(text);
    const now = this.#known.names.get(`${family}:${text}`);
    return /^\d+$/u.test(text) ? this.#card(family, text, now) : this.#card(family, null, text);
  }

  #reason(value: unknown): string | undefined {
    if (typeof value !== 'string' || value === '') return undefined;
    const { reasons } = this.#texts;
    if (!/^[a-z0-9_]+$/u.test(value)) return cut(value, TEXT_MAX);
    return reasons[value] ?? reasons[value.replace(/^send_stopped_/u, '')] ?? reasons[value.slice(0, Math.max(0, value.indexOf('_')))];
  }

  #counts({ data }: Told): string | undefined {
    const told = COUNTED.flatMap((key) => {
      const value = numberOf(data[key]);
      return value ? [this.#format.count(key, value)] : [];
    }).filter((text) => text !== undefined);
    return told.length > 0 ? this.#format.list(told) : undefined;
  }
}

export const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

function familyOf(kind: string): 'stage' | 'user' | 'role' | 'mode' | 'plain' {
  if (kind.endsWith('.stage_changed')) return 'stage';
  if (kind.endsWith('.responsible_changed')) return 'user';
  if (kind === 'member.changed') return 'role';
  return kind === 'settings.changed' ? 'mode' : 'plain';
}

const idOf = (subject: string | null | undefined, kind: string): string | null => (subject?.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : null);

const link = (kind: Link['kind'], id: string): Link => (UUID.test(id) ? { kind, id, crmId: null } : { kind, id: null, crmId: id });

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

const words = (value: unknown): Piece | undefined => {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : { text: cut(text, TEXT_MAX) };
};

const cut = (text: string, max: number): string =>
  text.length <= max
    ? text
    : `${text
        .slice(0, max - 1)
        .toWellFormed()
        .trimEnd()}…`;

/** Neighbours without a link become one; the first letter is a capital. */
function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (!piece.link && last && !last.link) last.text += piece.text;
    else if (piece.text) out.push({ ...piece });
  }
  if (out[0]) out[0].text = out[0].text.charAt(0).toLocaleUpperCase() + out[0].text.slice(1);
  return out;
}
