import { type Context, CRM_HOST, definePlugin, type LeadData, parseSubject, Refuse, Retry } from 'souffleur/sdk';
import { z } from 'zod';

import { Hook, Lead, Page, settings } from './schema.ts';

export default definePlugin({
  kind: 'crm',
  api: 1,
  id: 'my-plugin',
  version: '0.1.0',
  title: { en: 'My plugin' },
  description: { en: 'Leads and notes of a CRM.' },
  icon: 'crm',
  settings,
  hosts: [CRM_HOST],
  capabilities: { leads: true, talks: false, tasks: false, hooks: false },
  signIn: { type: 'oauth2', authorizeUrl: 'https://crm.example.com/oauth', tokenPath: '/oauth/token', domains: ['crm.example.com'], scopes: [] },
  parse(raw) {
    const { data, success } = Hook.safeParse(json(new TextDecoder().decode(raw.body)));
    if (!success) throw new Refuse('invalid', 'This is no hook of the CRM.');
    const { event, lead } = data;
    const key = `lead:${lead.id}:${lead.changed}`;
    return { events: [{ name: `lead.${event}`, subject: `lead:${lead.id}`, at: lead.changed, key, actor: { kind: 'unknown' }, data: leadOf(lead) }] };
  },
  async read(about, ctx) {
    const { kind, id } = parseSubject(about);
    if (kind !== 'lead') return null;
    const answer = await ask(ctx, `/api/leads/${encodeURIComponent(id)}`);
    return answer === null ? null : { kind: 'lead', data: leadOf(Lead.parse(answer)) };
  },
  async list({ what, cursor = '' }, ctx) {
    if (what !== 'leads') throw new Refuse('unsupported', `This CRM has no ${what}.`);
    const { leads, next } = Page.parse(await ask(ctx, `/api/leads?cursor=${encodeURIComponent(cursor)}`));
    return { items: leads.map((lead) => ({ kind: 'lead' as const, data: leadOf(lead) })), ...(next ? { next } : {}) };
  },
  history: () => Promise.reject(new Refuse('unsupported', 'This CRM keeps no history.')),
  async write(change, ctx) {
    if (change.kind !== 'add_note') throw new Refuse('unsupported', `This CRM cannot ${change.kind}.`);
    const note = { lead: parseSubject(change.subject).id, text: change.text };
    const made = await ask(ctx, '/api/notes', { method: 'POST', headers: { 'idempotency-key': change.key }, body: JSON.stringify(note) });
    return { ...z.object({ id: z.coerce.string() }).parse(made), via: 'api', at: ctx.clock.now().toISOString() };
  },
  probes: [{ id: 'leads', title: { en: 'Read leads' }, effect: 'read', input: z.object({}) }],
  async probe(_id, _input, ctx) {
    const began = ctx.clock.now().getTime();
    const answer = await ctx.fetch('/api/leads', { signal: ctx.signal });
    return { request: { method: 'GET', path: '/api/leads' }, status: answer.status, answer: json(await answer.text()), ms: ctx.clock.now().getTime() - began };
  },
});

/** Null: it is not there. */
async function ask(ctx: Context, path: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await ctx.fetch(path, { ...init, signal: ctx.signal });
  if (answer.status === 404) return null;
  if (answer.status === 429 || answer.status >= 500)
    throw new Retry(`The CRM answered ${answer.status}.`, { inDoubt: init.method === 'POST' && answer.status >= 500 });
  if (!answer.ok) throw new Refuse('invalid', `The CRM answered ${answer.status}.`);
  return answer.json();
}

const leadOf = ({ id, title, amount, changed }: z.output<typeof Lead>): LeadData => ({ id, name: title, price: amount, updatedAt: changed });

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.slice(0, 16_384);
  }
}
