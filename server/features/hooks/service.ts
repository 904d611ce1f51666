import { type EntityManager, raw } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type Account } from '../accounts/entities.ts';
import { newId } from '../../db/base.ts';
import { type Tester } from '../../host/conditions.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type HeardEvent } from '../rules/matching/engine.ts';
import { NOTHING_KNOWN } from '../subjects/schema.ts';
import { type ParsedHook } from '../../sdk/types.ts';
import { aboutOf } from './about.ts';
import { Event, HookCopy, HookEvent, type ListedEvent } from './entities.ts';
import { type HookProblem } from './schema.ts';
import { claim, finish, keysOf } from './hook-sql.ts';
import { readRecovered, SWEEP } from './recovered.ts';
import { overtaken } from './recovery.ts';

/** After this many failed tries a hook waits for a person. */
const TRIES = 5;
/** Hooks of one account worked through before another account's turn. */
const TURN = 100;
/** Read in one go; each is still looked at again when its turn comes. A body has at most 1 MiB. */
const AT_ONCE = 10;

type Deps = Pick<
  ScopedCradle,
  | 'em'
  | 'accountId'
  | 'clock'
  | 'live'
  | 'queue'
  | 'host'
  | 'crm'
  | 'talkIntake'
  | 'talkNotes'
  | 'callbacks'
  | 'hookStory'
  | 'replies'
  | 'subjects'
  | 'effects'
  | 'ruleEngine'
  | 'accounts'
  | 'notify'
  | 'log'
  | 'metrics'
>;

/** What the events of one hook know of each other. */
interface Seen {
  /** Kinds of activity that are written once. */
  once: Set<string>;
  /** CRM ids of messages that are stored. */
  stored: Set<string>;
}

/** Turns stored hooks into facts and effects: one hook, one commit. */
export class HookService {
  readonly #deps: Deps;

  constructor({
    em,
    accountId,
    clock,
    live,
    queue,
    host,
    crm,
    talkIntake,
    talkNotes,
    callbacks,
    hookStory,
    replies,
    subjects,
    effects,
    ruleEngine,
    accounts,
    notify,
    log,
    metrics,
  }: Deps) {
    this.#deps = {
      em,
      accountId,
      clock,
      live,
      queue,
      host,
      crm,
      talkIntake,
      talkNotes,
      callbacks,
      hookStory,
      replies,
      subjects,
      effects,
      ruleEngine,
      accounts,
      notify,
      log,
      metrics,
    };
  }

  /**
   * Works through what has arrived, oldest first. One turn is bounded, so that an account with many hooks
   * does not keep the others waiting. Throws the reason of `signal`: the job is done only when nothing is left of what waited when it began.
   */
  async processWaiting(signal: AbortSignal): Promise<void> {
    const { em, accounts } = this.#deps;
    let own: Account | undefined;
    for (let count = 0; count < TURN;) {
      const next = await em.fork().transactional(async (tx) => {
        const waiting = await this.#next(tx);
        if (waiting.length > 0) own ??= await accounts.current(tx);
        return waiting;
      });
      for (const hook of next) {
        signal.throwIfAborted();
        await this.#process(hook, own as Account);
      }
      // Whatever came meanwhile brought a job of its own.
      if (next.length < AT_ONCE) return;
      count += next.length;
    }
    const { queue, accountId } = this.#deps;
    await queue.send('process-hooks', { accountId }, { key: accountId });
  }

  async #next(tx: EntityManager): Promise<HookEvent[]> {
    const now = this.#deps.clock.now();
    const due = { state: 'received' as const, $or: [{ retryAt: null }, { retryAt: { $lte: now } }] };
    return tx.find(HookEvent, due, { orderBy: { id: 'asc' }, populate: ['body'], limit: AT_ONCE });
  }

  async #process(hook: HookEvent, own: Account): Promise<void> {
    try {
      const parsed = await this.#parse(hook);
      const stranger = strangerIn(parsed, own);
      if (stranger)
        return await this.#close(
          hook.id,
          'quarantined',
          { problem: 'foreign_account', error: stranger },
          parsed.events.map((event) => listed(event, false)),
        );
      await this.#apply(hook, parsed.events);
      this.#deps.metrics.hooks.inc({ state: 'done' });
    } catch (error) {
      if (error instanceof Refuse)
        return this.#close(hook.id, 'failed', { problem: error.code === 'unsupported' ? 'plugin_missing' : 'parse_failed', error: error.message });
      await this.#again(hook, error);
    }
  }

  async #parse(hook: HookEvent): Promise<ParsedHook> {
    const { host, accountId } = this.#deps;
    if (hook.source === SWEEP) return readRecovered(hook.body);
    return host.parse(hook.source, { headers: hook.headers, body: hook.body, receivedAt: hook.receivedAt }, accountId);
  }

  /** One commit: facts, mirror, messages, what they cause, and the hook's own end. */
  async #apply(hook: HookEvent, events: DomainEvent[]): Promise<void> {
    const { em, clock, live, crm, accountId, ruleEngine } = this.#deps;
    const tester = await ruleEngine.tester();
    // A fork of its own: what one hook loaded must not be compared again with every later one of the run.
    await em.fork().transactional(async (tx) => {
      const known = await claim(tx, hook, events);
      if (!known) return;
      const told = live.gather(tx);
      const listed = await this.#accept(tx, hook, events, known.keys);
      const fresh = events.filter((_, index) => !listed[index]?.duplicate);
      if (fresh.length > 1) await crm.prepare(tx, fresh);
      const seen = { once: new Set<string>(), stored: known.messages };
      for (const event of fresh) await this.#effect(tx, event, hook, seen);
      await tx.flush();
      await this.#remember(tx, hook, fresh, { tester, echoes: known.effects });
      await live.publish(accountId, { kind: 'hook.updated', hookId: hook.id, state: 'done' }, tx);
      await finish(tx, hook.id, { events: listed, processedAt: clock.now(), told });
    });
  }

  /** Stores what is new, each with what is known around it now, and hands it to the rules. */
  async #remember(tx: EntityManager, hook: HookEvent, fresh: readonly DomainEvent[], { tester, echoes }: { tester: Tester; echoes: boolean }): Promise<void> {
    const { accountId, subjects, effects, ruleEngine } = this.#deps;
    const { facts, rulesVersion, account } = await subjects.read(tx, fresh);
    const heard: HeardEvent[] = [];
    for (const [index, event] of fresh.entries()) {
      const known = facts[index] ?? NOTHING_KNOWN;
      // Without a rule nothing of ours comes back.
      const chain = rulesVersion === 0 || !echoes ? [] : await effects.chainOf(tx, event);
      const id = newId();
      tx.create(Event, {
        id,
        accountId,
        hookEventId: hook.id,
        name: event.name,
        subject: event.subject,
        about: aboutOf(event),
        key: event.key ?? null,
        actor: event.actor,
        data: { ...event.data },
        at: new Date(event.at),
        facts: known,
        chain,
      });
      heard.push({ id, key: event.key ?? `${hook.id}:${index}`, event, facts: known, chain, hookEventId: hook.id });
    }
    await ruleEngine.hear(tx, heard, { rulesVersion, account, tester });
    await tx.flush();
  }

  /** Says which were known. */
  async #accept(tx: EntityManager, hook: HookEvent, events: DomainEvent[], known: Set<string>): Promise<ListedEvent[]> {
    const { accountId } = this.#deps;
    const late = hook.source === SWEEP ? await overtaken(tx, hook, events) : [];
    const accepted = events.map((event, index) => {
      const duplicate = keysOf(event, hook).some((key) => known.has(key)) || late[index] === true;
      if (event.key) known.add(event.key);
      return listed(event, duplicate);
    });
    const repeated = new Set(events.flatMap((event, index) => (accepted[index]?.duplicate ? [aboutOf(event)] : [])));
    for (const about of repeated) tx.create(HookCopy, { accountId, hookEventId: hook.id, about });
    return accepted;
  }

  async #effect(tx: EntityManager, event: DomainEvent, hook: HookEvent, { once, stored }: Seen): Promise<void> {
    const { crm, talkIntake, talkNotes, callbacks, hookStory, replies } = this.#deps;
    const changed = await crm.apply(tx, event, hook.receivedAt);
    const heard = await talkIntake.apply(tx, event, stored);
    await talkNotes.apply(tx, event);
    await callbacks.hear(tx, event, hook.id);
    await hookStory.tell(tx, event, { hookEventId: hook.id, receivedAt: hook.receivedAt, changed, heard, once });
    if (!heard) return;
    // The talk is locked before its drafts are looked at.
    await tx.flush();
    await replies.heard(tx, heard);
  }

  /** An unexpected failure: the others go on, this one comes again later, a few times. */
  async #again(hook: HookEvent, error: unknown): Promise<void> {
    const { em, clock, queue, accountId, log } = this.#deps;
    const attempts = hook.attempts + 1;
    log.error({ error, hook: hook.id, attempts }, 'a hook could not be processed');
    if (attempts >= TRIES)
      return this.#close(hook.id, 'failed', {
        problem: 'unexpected',
        error: 'It could not be processed. The reason is in the server log under the id of this hook; try it again when the cause is mended.',
      });
    const retryAt = new Date(clock.now().getTime() + 2 ** attempts * 1000);
    await em.transactional(async (tx) => {
      await tx.nativeUpdate(HookEvent, { id: hook.id, state: 'received' }, { attempts, retryAt, error: 'Waiting for another try.', problem: 'unexpected' });
      await queue.send('process-hooks', { accountId }, { key: accountId, startAfter: retryAt, tx });
    });
  }

  async #close(
    id: string,
    state: 'failed' | 'quarantined',
    { problem, error }: { problem: HookProblem; error: string },
    events: ListedEvent[] = [],
  ): Promise<void> {
    const { em, clock, live, accountId, notify, metrics } = this.#deps;
    metrics.hooks.inc({ state });
    await em.transactional(async (tx) => {
      await tx.nativeUpdate(
        HookEvent,
        { id, state: 'received' },
        { state, error: error.slice(0, 500), problem, events, attempts: raw('attempts + 1'), retryAt: null, processedAt: clock.now() },
      );
      await live.publish(accountId, { kind: 'hook.updated', hookId: id, state }, tx);
      // One of many that fail together is enough: at most one an hour.
      const hour = clock.now().toISOString().slice(0, 13);
      if (state === 'failed') await notify.send(tx, { kind: 'hooks_failed', to: 'admins', key: `hooks_failed:${hour}`, subject: `hook:${id}` });
    });
  }
}

/** The address decides whose hook it is; a body that names another account is kept apart (security C1). */
function strangerIn({ account }: ParsedHook, own: Pick<Account, 'crmId' | 'subdomain'>): string | undefined {
  if (account?.id && account.id !== own.crmId) return `The body names account ${account.id.slice(0, 40)}, the address belongs to account ${own.crmId}.`;
  if (!account?.id && account?.subdomain && account.subdomain !== own.subdomain) return 'The body names another account than the address belongs to.';
  return undefined;
}

const listed = (event: DomainEvent, duplicate: boolean): ListedEvent => ({
  name: event.name,
  subject: event.subject,
  at: event.at,
  key: event.key ?? null,
  duplicate,
  data: { ...event.data },
});
