import { type Logger } from 'pino';

import { type Clock } from '../../clock.ts';
import { firstIdAt } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { CrmUsage } from '../../egress/entities.ts';
import { type Queue } from '../../jobs/queue.ts';
import { Activity } from '../activity/entities.ts';
import { Callback } from '../callbacks/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { Draft } from '../replies/entities.ts';
import { RuleRun } from '../rules/entities.ts';
import { Delivery } from '../talks/entities.ts';
import { Event, HookEvent, HookSecret } from './entities.ts';

const DAY_MS = 24 * 3_600_000;
/** Raw hooks and prompts are kept this long (security K3). */
const KEPT_DAYS = 30;
const NOTIFICATION_DAYS = 90;
const ACTIVITY_DAYS = 365;
/** What rules did, with their actions and effects; and, shorter, what they did not do. */
const RUN_DAYS = 90;
const UNDONE_DAYS = 14;
/** A draft that has been streaming longer belongs to a process that died. */
const STREAMING_MS = 3 * 60_000;

/** Work that has waited this long without moving may have lost its job: a process can be killed in the last attempt. */
const ABANDONED_MS = 2 * 60_000;
const AT_ONCE = 500;

/** Over all accounts: what has been kept long enough goes, what a dead process left open is closed or taken up again. */
export class Retention {
  readonly #deps: { tenancy: Tenancy; clock: Clock; queue: Pick<Queue, 'send' | 'rows'>; log: Logger };

  constructor({ tenancy, clock, queue, log }: { tenancy: Tenancy; clock: Clock; queue: Pick<Queue, 'send' | 'rows'>; log: Logger }) {
    this.#deps = { tenancy, clock, queue, log };
  }

  async cleanUp(): Promise<void> {
    const { tenancy, clock, log } = this.#deps;
    const now = clock.now();
    const old = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
    const removed = await tenancy.operator('remove what has been kept long enough').transactional(async (tx) => ({
      hooks: await tx.nativeDelete(HookEvent, { receivedAt: { $lt: old }, state: { $ne: 'received' } }),
      events: await tx.nativeDelete(Event, { createdAt: { $lt: old } }),
      secrets: await tx.nativeDelete(HookSecret, { retiredAt: { $lt: now } }),
      notifications: await tx.nativeDelete(Notification, { id: { $lt: firstIdAt(new Date(now.getTime() - NOTIFICATION_DAYS * DAY_MS)) } }),
      activities: await tx.nativeDelete(Activity, { id: { $lt: firstIdAt(new Date(now.getTime() - ACTIVITY_DAYS * DAY_MS)) } }),
      runs: await tx.nativeDelete(RuleRun, { createdAt: { $lt: new Date(now.getTime() - RUN_DAYS * DAY_MS) } }),
      undone: await tx.nativeDelete(RuleRun, { state: { $in: ['near', 'skipped'] }, createdAt: { $lt: new Date(now.getTime() - UNDONE_DAYS * DAY_MS) } }),
      prompts: await tx.nativeUpdate(Draft, { createdAt: { $lt: old }, prompt: { $ne: null } }, { prompt: null }),
      usage: await tx.nativeDelete(CrmUsage, { hour: { $lt: old } }),
    }));
    log.info(removed, 'cleaned up');
  }

  /** Gives a job to hooks and messages that have none any more. Harmless to those that do: both are claimed before they are worked on. */
  async takeUp(): Promise<void> {
    const { tenancy, clock, queue, log } = this.#deps;
    const before = (ms: number): Date => new Date(clock.now().getTime() - ms);
    const em = tenancy.operator('take up what a dead process left');
    const interrupted = { state: 'streaming' as const, createdAt: { $lt: before(STREAMING_MS) } };
    const drafts = await em.nativeUpdate(Draft, interrupted, { state: 'failed', reason: 'interrupted' });

    const accounts = await em.execute<{ account_id: string }[]>(
      `select distinct account_id from hook_events where state = 'received' and received_at < ? and (retry_at is null or retry_at < ?)`,
      [before(ABANDONED_MS), before(0)],
    );
    for (const { account_id: accountId } of accounts) await queue.send('process-hooks', { accountId }, { key: accountId });

    const unsent = { state: { $in: ['queued' as const, 'sending' as const, 'in_doubt' as const] }, updatedAt: { $lt: before(ABANDONED_MS) } };
    const open = await em.find(Delivery, unsent, { fields: ['accountId', 'talkId'], orderBy: { id: 'asc' }, limit: AT_ONCE });
    const orphans = new Set(
      await queue.rows.withoutJob(
        'deliver',
        'deliveryId',
        open.map(({ id }) => id),
      ),
    );
    for (const { id, accountId, talkId } of open) if (orphans.has(id)) await queue.send('deliver', { accountId, deliveryId: id }, { key: talkId });
    const callbacks = await this.#takeUpCallbacks(before(ABANDONED_MS));
    const runs = await this.#takeUpRuns(before(ABANDONED_MS));
    const effects = await this.#takeUpEffects(before(ABANDONED_MS));
    if (drafts + accounts.length + orphans.size + callbacks + runs + effects > 0)
      log.warn({ drafts, accounts: accounts.length, deliveries: orphans.size, callbacks, runs, effects }, 'took up what was left');
  }

  /** One that stays planned would keep every later missed call of its caller from getting a task. */
  async #takeUpCallbacks(before: Date): Promise<number> {
    const { tenancy, queue } = this.#deps;
    const planned = { state: 'planned' as const, updatedAt: { $lt: before } };
    const rows = await tenancy
      .operator('take up callbacks that were never written')
      .find(Callback, planned, { fields: ['accountId', 'callerKey'], orderBy: { id: 'asc' }, limit: AT_ONCE });
    const ids = rows.map(({ id }) => id);
    const orphans = new Set(await queue.rows.withoutJob('write-callback', 'callbackId', ids));
    for (const { id, accountId, callerKey } of rows) if (orphans.has(id)) await queue.send('write-callback', { accountId, callbackId: id }, { key: callerKey });
    return orphans.size;
  }

  /** Runs of rules whose next action nobody is going to begin. One with an action under way goes on when that ends. */
  async #takeUpRuns(before: Date): Promise<number> {
    const { tenancy, queue } = this.#deps;
    const rows = await tenancy.operator('take up runs of rules that stand still').execute<Standing[]>(STANDING_RUNS, [before, AT_ONCE]);
    const orphans = new Set(
      await queue.rows.withoutJob(
        'run-actions',
        'ruleRunId',
        rows.map(({ id }) => id),
      ),
    );
    for (const { id, accountId, subject } of rows) if (orphans.has(id)) await queue.send('run-actions', { accountId, ruleRunId: id }, { key: subject });
    return orphans.size;
  }

  /** Effects that were begun or wait, each the first of its action that has not ended. A message that is in the outbox ends with its delivery. */
  async #takeUpEffects(before: Date): Promise<number> {
    const { tenancy, queue } = this.#deps;
    const rows = await tenancy.operator('take up effects that were never ended').execute<Standing[]>(STANDING_EFFECTS, [before, AT_ONCE]);
    const orphans = new Set(
      await queue.rows.withoutJob(
        'perform-effect',
        'effectId',
        rows.map(({ id }) => id),
      ),
    );
    for (const { id, accountId, subject } of rows) if (orphans.has(id)) await queue.send('perform-effect', { accountId, effectId: id }, { key: subject });
    return orphans.size;
  }
}

interface Standing {
  id: string;
  accountId: string;
  subject: string;
}

const STANDING_RUNS = `select r.id, r.account_id as "accountId", r.subject from rule_runs r
  where r.state = 'running' and exists (select from action_runs a where a.account_id = r.account_id and a.rule_run_id = r.id and a.state in ('planned', 'running') and a.updated_at < ?)
    and not exists (select from action_runs a where a.account_id = r.account_id and a.rule_run_id = r.id and a.state = 'waiting') order by r.id limit ?`;

const STANDING_EFFECTS = `select distinct on (a.id) e.id, e.account_id as "accountId", r.subject from effects e
    join action_runs a on a.account_id = e.account_id and a.id = e.action_run_id and a.state = 'waiting'
    join rule_runs r on r.account_id = a.account_id and r.id = a.rule_run_id
  where e.state in ('queued', 'sending', 'in_doubt') and e.updated_at < ?
    and not exists (select from deliveries d where d.account_id = e.account_id and d.effect_id = e.id and d.draft_id is null and d.state in ('queued', 'sending', 'in_doubt'))
  order by a.id, e.position limit ?`;
