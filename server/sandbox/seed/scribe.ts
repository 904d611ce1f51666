import { createHash } from 'node:crypto';

import { type SeedData } from '../kommo/data.ts';
import { eventId } from '../kommo/state.ts';
import { type Contact, type FieldValue, type Lead, type Message, type Talk } from '../kommo/types.ts';
import { FIELD_IDS, STAGES, USER_IDS } from './account.ts';
import { type LeadStory, type Voice } from './story.ts';

const HOUR = 3600;
const SOURCES: Record<string, number> = { waba: 21866620, telegram: 21866624, instagram_business: 21866631 };

/** The same id at every start. */
const uuid = (name: string): string => {
  const hex = createHash('sha256').update(`lighthouse ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Writes one story into the account. */
export class Scribe {
  readonly #data: SeedData;
  readonly #now: number;
  readonly #story: LeadStory;

  constructor(data: SeedData, now: number, story: LeadStory) {
    this.#data = data;
    this.#now = now;
    this.#story = story;
  }

  write(): void {
    const contact = this.#contact();
    const lead = this.#lead(contact);
    this.#tasks(lead);
    this.#notes(lead, contact);
    if (this.#story.talk) this.#talk(lead, contact, this.#story.talk);
  }

  #next(kind: keyof SeedData['counters']): number {
    this.#data.counters[kind] += 1;
    return this.#data.counters[kind];
  }

  get #owner(): number {
    return USER_IDS[this.#story.owner];
  }

  get #born(): number {
    return this.#now - this.#story.age * HOUR;
  }

  #card(id: number, name: string) {
    const by = this.#owner;
    return {
      id,
      name,
      responsible_user_id: by,
      group_id: 0,
      created_by: by,
      updated_by: by,
      created_at: this.#born,
      updated_at: this.#born,
      is_deleted: false,
      custom_fields: [] as FieldValue[],
      tag_ids: [] as number[],
    };
  }

  #contact(): Contact {
    const { contact, language } = this.#story;
    const company = contact.company === undefined ? null : this.#next('company');
    if (company !== null) this.#data.companies.set(company, this.#card(company, contact.company ?? ''));
    const [first_name = '', ...rest] = contact.name.split(' ');
    const made: Contact = {
      ...this.#card(this.#next('contact'), contact.name),
      first_name,
      last_name: rest.join(' '),
      is_unsorted: false,
      company_id: company,
      language,
    };
    made.custom_fields.push({ field_id: FIELD_IDS.phone, values: [{ value: contact.phone, enum_id: 641280, enum_code: 'MOB' }] });
    if (contact.email !== undefined)
      made.custom_fields.push({ field_id: FIELD_IDS.email, values: [{ value: contact.email, enum_id: 641290, enum_code: 'PRIV' }] });
    made.custom_fields.push({ field_id: FIELD_IDS.city, values: [{ value: contact.city }] });
    this.#data.contacts.set(made.id, made);
    return made;
  }

  #lead(contact: Contact): Lead {
    const { name, price, stage, language, product, monthly } = this.#story;
    const place = STAGES[stage];
    if (!place) throw new Error(`no stage ${stage}`);
    const closed = place.status_id <= 143 ? Math.min(this.#now - HOUR, this.#born + 3 * 24 * HOUR) : null;
    const lead: Lead = {
      ...this.#card(this.#next('lead'), name),
      price,
      ...place,
      loss_reason_id: place.status_id === 143 ? 9914474 : null,
      source_id: null,
      closed_at: closed,
      contact_ids: [contact.id],
      company_id: contact.company_id,
      language,
    };
    lead.updated_at = closed ?? lead.created_at;
    const option = [...this.#data.fields.values()].find(({ id }) => id === FIELD_IDS.product)?.enums?.find(({ value }) => value === product);
    if (option) lead.custom_fields.push({ field_id: FIELD_IDS.product, values: [{ value: option.value, enum_id: option.id, enum_code: null }] });
    if (monthly !== undefined) lead.custom_fields.push({ field_id: FIELD_IDS.monthly, values: [{ value: String(monthly) }] });
    for (const tag of this.#story.tags ?? []) lead.tag_ids.push(this.#tag(tag));
    this.#data.leads.set(lead.id, lead);
    this.#event('lead_added', lead.id, lead.created_at, this.#owner, []);
    return lead;
  }

  #tag(name: string): number {
    const known = [...this.#data.tags.values()].find((tag) => tag.name === name);
    if (known) return known.id;
    const id = this.#next('tag');
    this.#data.tags.set(id, { id, entity: 'leads', name, color: null });
    return id;
  }

  #tasks(lead: Lead): void {
    for (const { text, inHours, done } of this.#story.tasks ?? []) {
      const id = this.#next('task');
      const made = Math.max(this.#born, this.#now - 48 * HOUR);
      const result = done === undefined ? null : { id: this.#next('result'), text: done };
      const by = this.#owner;
      this.#data.tasks.set(id, {
        id,
        created_by: by,
        updated_by: by,
        created_at: made,
        updated_at: made,
        responsible_user_id: by,
        entity_id: lead.id,
        entity_type: 'leads',
        duration: 0,
        is_completed: result !== null,
        task_type_id: 1,
        text,
        result,
        complete_till: this.#now + inHours * HOUR,
      });
    }
  }

  #notes(lead: Lead, contact: Contact): void {
    const add = (at: number, by: number, note_type: string, params: Record<string, unknown>): void => {
      const id = this.#next('note');
      this.#data.notes.set(id, {
        id,
        entity: 'leads',
        entity_id: lead.id,
        created_by: by,
        updated_by: by,
        created_at: at,
        updated_at: at,
        responsible_user_id: this.#owner,
        note_type,
        params,
      });
    };
    for (const text of this.#story.notes ?? []) add(Math.min(this.#now - HOUR, this.#born + HOUR), this.#owner, 'common', { text });
    for (const { direction, hoursAgo, seconds, result } of this.#story.calls ?? []) {
      const missed = seconds === 0;
      const params = {
        uniq: uuid(`call ${lead.id} ${hoursAgo}`),
        duration: seconds,
        source: 'lighthouse_voip',
        link: '',
        phone: this.#story.contact.phone,
        call_status: missed ? 6 : 4,
        call_result: result ?? '',
      };
      add(this.#now - hoursAgo * HOUR, missed ? 0 : this.#owner, direction === 'in' ? 'call_in' : 'call_out', params);
      this.#event(
        direction === 'in' ? 'incoming_call' : 'outgoing_call',
        contact.id,
        this.#now - hoursAgo * HOUR,
        missed ? 0 : this.#owner,
        [{ note: { id: this.#data.counters.note } }],
        'contact',
      );
    }
  }

  #talk(lead: Lead, contact: Contact, { origin, closed, messages }: NonNullable<LeadStory['talk']>): void {
    const times = messages.map(([minutes]) => this.#now - minutes * 60);
    const talk: Talk = {
      talk_id: this.#next('talk'),
      chat_id: uuid(`chat ${contact.id} ${origin}`),
      created_at: Math.min(...times),
      updated_at: Math.max(...times),
      rate: 0,
      contact_id: contact.id,
      entity_id: lead.id,
      entity_type: 'lead',
      is_in_work: !closed,
      is_read: messages.at(-1)?.[1] !== 'in',
      origin,
      source_id: SOURCES[origin] ?? 21866699,
      missed_at: null,
    };
    this.#data.talks.set(talk.talk_id, talk);
    messages.forEach(([minutes, from, text], index) => {
      const at = this.#now - minutes * 60;
      const message: Message = {
        id: uuid(`message ${talk.talk_id} ${index}`),
        talk_id: talk.talk_id,
        chat_id: talk.chat_id,
        type: from === 'in' ? 'incoming' : 'outgoing',
        message_type: 'text',
        text,
        created_at: at,
        delivery_status: from === 'in' ? null : 'read',
        author: this.#author(from, contact),
        attachment: null,
      };
      this.#data.messages.set(message.id, message);
      this.#event(
        `${message.type}_chat_message`,
        lead.id,
        at,
        from === 'in' ? 0 : USER_IDS[from],
        [{ message: { id: message.id, origin, talk_id: talk.talk_id } }],
        'lead',
        contact.id,
      );
    });
    // A card is as old as its last change: one's own story ends with the last word.
    lead.updated_at = Math.max(lead.updated_at, talk.updated_at);
  }

  #author(from: Voice, contact: Contact): Message['author'] {
    const user = from === 'in' ? undefined : this.#data.users.get(USER_IDS[from]);
    if (!user) return { id: uuid(`visitor ${contact.id}`), type: 'external', name: contact.name, avatar_url: '' };
    return { id: user.amojo_id, type: 'internal', user_id: user.id, name: user.name, avatar_url: '' };
  }

  #event(
    type: string,
    entity_id: number,
    at: number,
    created_by: number,
    value_after: Record<string, unknown>[],
    entity_type: 'lead' | 'contact' = 'lead',
    talkContact?: number,
  ): void {
    const id = eventId(at * 1000, this.#next('event'));
    this.#data.events.set(id, {
      id,
      type,
      entity_id,
      entity_type,
      created_by,
      created_at: at,
      value_after,
      value_before: [],
      ...(talkContact === undefined ? {} : { linked_talk_contact_id: talkContact }),
    });
  }
}
