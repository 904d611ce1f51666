/** What must be true of an installation when all is over. */
import { type Draft, type Message, type Talk } from '../support/api.ts';
import { type Installation } from './installation.ts';

interface HookEvent {
  state: string;
  error: string | null;
  events: { name: string; key: string | null; duplicate: boolean; data: Record<string, unknown> }[];
}

export interface Findings {
  /** Messages of customers that are stored. */
  messages: number;
  hooks: number;
  /** Hooks that brought what another one had brought. */
  duplicates: number;
  repliesSent: number;
  /** Replies that speak of another message than the one they are filed under: the order inside a second was lost. */
  astray: number;
  /** One line each; none is the goal. */
  violations: string[];
}

const SEND = /^\/api\/v4\/talks\/(\d+)\/send_message$/;

/** How often each value occurs. */
function counts(values: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

const setOf = (text: string): string | undefined => /the set ([a-z]+)/.exec(text)?.[1];

const repeated = (values: readonly string[]): string[] =>
  [...counts(values)].filter(([, count]) => count > 1).map(([value, count]) => `${value} (${count} times)`);

export async function check(installation: Pick<Installation, 'api' | 'kommo' | 'talks' | 'traffic'>): Promise<Findings> {
  const { api, kommo, traffic } = installation;
  const talks = await api.all<Talk>('/talks');
  const messages = new Map<string, Message[]>();
  for (const { id } of talks) messages.set(id, await api.all<Message>(`/talks/${id}/messages`));
  const drafts = await api.all<Draft>('/drafts');
  const hooks = await api.all<HookEvent>('/hook-events');
  const incoming = [...messages.values()].flat().filter(({ direction }) => direction === 'in');
  const sends = kommo.ledger.flatMap(({ method, path, status, body }) => {
    const talk = method === 'POST' && status === 202 ? SEND.exec(path)?.[1] : undefined;
    return talk === undefined ? [] : [`${talk}: ${(body as { text: string }).text}`];
  });

  const violations = [
    ...stored(traffic.acknowledged, incoming, hooks.filter(({ state }) => state === 'received').length),
    ...processed(hooks),
    ...installation.talks.flatMap(({ talkId }) => answered(`${talkId}`, talks, messages, drafts)),
    ...silent(
      talks.filter(({ crmId }) => !installation.talks.some(({ talkId }) => `${talkId}` === crmId)),
      messages,
      drafts,
    ),
    ...delivered(talks, drafts, sends),
  ];
  const duplicates = hooks.filter(({ events }) => events.some(({ duplicate }) => duplicate)).length;
  const texts = new Map(incoming.map(({ id, text }) => [id, text]));
  const astray = drafts.filter(({ state, text, inReplyTo }) => state === 'sent' && setOf(text) !== setOf(texts.get(inReplyTo ?? '') ?? '')).length;
  return { messages: incoming.length, hooks: hooks.length, duplicates, repliesSent: sends.length, astray, violations };
}

/** No acknowledged hook is lost, none counts twice. `waiting`: hooks that are kept but were not reached in time: a message may be in one of them. */
function stored(acknowledged: readonly string[], incoming: readonly Message[], waiting: number): string[] {
  const ids = incoming.flatMap(({ crmId }) => (crmId === null ? [] : [crmId]));
  const known = new Set(ids);
  const missing = acknowledged.filter((id) => !known.has(id));
  return [
    ...(waiting > 0 ? [`unfinished: ${waiting} hooks still wait for the worker`] : []),
    ...missing.slice(waiting).map((id) => `lost: message ${id} was acknowledged and is not stored`),
    ...repeated(ids).map((id) => `twice: message ${id} is stored more than once`),
  ];
}

/** No hook failed; what several hooks brought was acted on once. */
function processed(hooks: readonly HookEvent[]): string[] {
  const open = hooks
    .filter(({ state }) => state !== 'done' && state !== 'received')
    .map(({ state, error }) => `hook: one is ${state} (${error ?? 'no reason'})`);
  const acted = hooks.flatMap(({ events }) => events.flatMap(({ key, duplicate }) => (key !== null && !duplicate ? [key] : [])));
  return [...open, ...repeated(acted).map((key) => `twice: event ${key} was acted on more than once`)];
}

/** The last message of the customer has exactly one draft that stands, and it was sent. */
function answered(crmId: string, talks: readonly Talk[], messages: ReadonlyMap<string, readonly Message[]>, drafts: readonly Draft[]): string[] {
  const own = talks.filter((talk) => talk.crmId === crmId);
  const [talk] = own;
  if (own.length !== 1 || !talk) return [`talk: ${crmId} is stored ${own.length} times`];
  const last = messages.get(talk.id)?.find(({ direction }) => direction === 'in');
  if (!last) return [`talk: ${crmId} has no message of its customer`];
  const standing = drafts.filter(({ inReplyTo, state }) => inReplyTo === last.id && state !== 'withheld');
  const [draft] = standing;
  if (standing.length !== 1 || !draft) return [`reply: talk ${crmId} has ${standing.length} drafts for its last message`];
  return draft.state === 'sent' ? [] : [`reply: the draft for the last message of talk ${crmId} is ${draft.state} (${draft.reason ?? 'no reason'})`];
}

/** Talks that the sync brings along: nobody has written there since we listen, so there is nothing to answer. */
function silent(others: readonly Talk[], messages: ReadonlyMap<string, readonly Message[]>, drafts: readonly Draft[]): string[] {
  return others.flatMap(({ id, crmId }) => {
    const [said, drafted] = [messages.get(id)?.length ?? 0, drafts.filter(({ talkId }) => talkId === id).length];
    return said + drafted === 0 ? [] : [`talk: nobody wrote in ${crmId}, and it has ${said} messages and ${drafted} drafts`];
  });
}

/** Kommo got each reply that we say was sent as often as we say so, and no message was answered twice. */
function delivered(talks: readonly Talk[], drafts: readonly Draft[], sends: readonly string[]): string[] {
  const crmIds = new Map(talks.map(({ id, crmId }) => [id, crmId]));
  const sent = drafts.filter(({ state }) => state === 'sent');
  const said = counts(sent.map(({ talkId, text }) => `${crmIds.get(talkId)}: ${text}`));
  const got = counts(sends);
  const answers = sent.flatMap(({ inReplyTo }) => (inReplyTo === null ? [] : [inReplyTo]));
  return [
    ...[...new Set([...said.keys(), ...got.keys()])].flatMap((reply) => {
      const [ours, theirs] = [said.get(reply) ?? 0, got.get(reply) ?? 0];
      return ours === theirs ? [] : [`sent: Kommo got "${reply}" ${theirs} times, ${ours} drafts say that it was sent`];
    }),
    ...repeated(answers).map((id) => `answered twice: message ${id}`),
  ];
}
