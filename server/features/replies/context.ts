import { type ScopedCradle } from '../../container.ts';
import { notFound } from '../../errors.ts';
import { type Language } from '../../sdk/types.ts';
import { type Mode } from '../accounts/schema.ts';
import { type Agent } from '../agents/entities.ts';
import { type Contact, type Lead } from '../crm/entities.ts';
import { type Talk } from '../talks/entities.ts';
import { lowestMode } from '../talks/present.ts';
import { readContextRows } from './context-rows.ts';
import { eventsOf, eventSources } from './crm-events.ts';
import { cut } from './cut.ts';
import { firstStop, type GateFacts, type Stop } from './gates.ts';
import { type Fact, type TalkLine } from './prompt.ts';
import { type Source } from './evidence/sources.ts';
import { asHeard, languageOf, linesOf, messageSources, questionOf } from './said.ts';

/** Everything a reply is decided and written from, read once. */
export interface ReplyContext {
  talk: Talk;
  agent: Agent | undefined;
  /** Lowest of account, agent and talk. */
  mode: Mode;
  language: Language;
  lines: TalkLine[];
  /** The customer's words since our last message: what is being asked. */
  question: string;
  facts: Fact[];
  /** Tasks and calls beside the talk, oldest first. */
  events: Fact[];
  /** CRM fields and messages a sentence may rest on. */
  sources: Source[];
  gates: GateFacts;
  /** The customer's newest message. */
  inReplyTo: string | null;
}

const MESSAGES = 30;

type Deps = Pick<ScopedCradle, 'oneTrip' | 'em' | 'accountId' | 'agents' | 'host' | 'clock'>;

export class ReplyContextReader {
  readonly #deps: Deps;

  constructor({ oneTrip, em, accountId, agents, host, clock }: Deps) {
    this.#deps = { oneTrip, em, accountId, agents, host, clock };
  }

  /**
   * Throws `not_found` for a talk that is not there. `answering`: the message the reply is for, if one asked. `agentId`: who
   * is to write, where that is not left to the bindings.
   */
  async read(talkId: string, answering: string | null, agentId?: string): Promise<ReplyContext> {
    const { oneTrip, em, accountId, agents, host, clock } = this.#deps;
    const rows = await readContextRows(oneTrip, em.fork(), { accountId, talkId, now: clock.now(), messages: MESSAGES, answering });
    if (!rows) throw notFound('talk');
    const { talk, lead, contact, notes, account, spentToday } = rows;
    const messages = asHeard(rows.messages, answering, rows.answered);
    const stage = rows.pipeline?.stages.find(({ id }) => id === lead?.stageCrmId)?.name;
    const agent = agentId ? rows.agents.find(({ id }) => id === agentId) : agents.pick(rows.agents, talk, lead);
    const lastIn = messages.findLast((message) => message.direction === 'in');
    const question = questionOf(messages);
    const facts = factsOf(lead, contact, stage, account.currency);
    return {
      talk,
      agent,
      mode: agent ? lowestMode(account.mode, agent.settings.mode, talk.mode) : 'off',
      language: languageOf(messages, account.language),
      lines: linesOf(messages),
      question,
      facts,
      events: eventsOf(notes, account.timezone),
      sources: [...messageSources(messages), ...crmSources(lead, facts), ...eventSources(notes, account.timezone)],
      inReplyTo: lastIn?.id ?? null,
      gates: {
        now: clock.now(),
        timezone: account.timezone,
        accountMode: account.mode,
        talkMode: talk.mode,
        agent,
        pausedUntil: talk.pausedUntil ?? null,
        pauseReason: talk.pauseReason ?? null,
        lastInAt: talk.lastInAt ?? null,
        lastInMessageId: talk.lastInMessageId ?? null,
        lastInText: question,
        answering,
        windowHours: host.window(talk.channel, talk.origin ?? undefined),
        spentToday,
      },
    };
  }

  /** Why what an administrator wrote into a rule may not leave now. */
  async stopOfRule(talkId: string): Promise<Stop | undefined> {
    return firstStop((await this.read(talkId, null)).gates, { at: 'rules_text' });
  }

  /** Why what the agent decided to send may not leave any more: things change while a message waits for its turn. */
  async stopBeforeDelivery(talkId: string, answering: string | null, agentId?: string): Promise<Stop | undefined> {
    const { gates, mode } = await this.read(talkId, answering, agentId);
    return firstStop(gates, { at: 'delivery' }) ?? (mode === 'auto' ? undefined : { gate: 'agent_off', evidence: { mode } });
  }
}

function factsOf(lead: Lead | undefined, contact: Contact | undefined, stage: string | undefined, currency: string): Fact[] {
  const facts: Fact[] = [];
  if (contact?.name) facts.push({ name: 'customer name', value: cut(contact.name, 80) });
  if (lead?.name) facts.push({ name: 'lead', value: cut(lead.name, 80) });
  if (stage) facts.push({ name: 'stage', value: stage });
  if (lead?.price) facts.push({ name: 'budget', value: `${lead.price} ${currency}` });
  for (const field of lead?.fields ?? [])
    if (field.values.length > 0) facts.push({ name: cut(field.name ?? field.code ?? field.id, 80), value: cut(field.values.join(', '), 500) });
  return facts.slice(0, 40);
}

const crmSources = (lead: Lead | undefined, facts: readonly Fact[]): Source[] =>
  lead
    ? facts.map((fact) => ({
        text: fact.value,
        claim: NAMES.has(fact.name),
        evidence: { kind: 'crm' as const, id: `lead:${lead.crmId}`, field: fact.name, title: fact.name },
      }))
    : [];

/** What a customer writes about themselves in their messenger ends up here: no more proof than their messages. */
const NAMES = new Set(['customer name', 'lead']);
