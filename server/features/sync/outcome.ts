import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { Account, Member } from '../accounts/entities.ts';
import { SyncRun } from './entities.ts';
import { type Problem, wordsOf } from './problems.ts';
import { failedVitally } from './runner.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'live' | 'settings' | 'activity' | 'notify' | 'queue'>;

const DAY_MS = 86_400_000;
/** A hook may still be on its way. */
const DELAY_MS = 60_000;
/** Kommo's lists and its history may show a change late. */
const OVERLAP_MS = 5 * 60_000;
/** The first sweep, and one after a long time, look no further back. */
const LOOK_BACK_MS = 7 * DAY_MS;
const ACTIVE = ['waiting' as const, 'running' as const];

/** What a run is to cover, and how it ends. */
export class SyncOutcome {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, live, settings, activity, notify, queue }: Deps) {
    this.#deps = { em, accountId, clock, live, settings, activity, notify, queue };
  }

  /** From when to when, and which pipelines. */
  async scope(tx: EntityManager, { kind }: SyncRun): Promise<Pick<SyncRun, 'since' | 'until' | 'pipelines'>> {
    const { clock, settings, accountId } = this.#deps;
    const now = clock.now();
    const before = (date: Date, ms: number): Date => new Date(date.getTime() - ms);
    const last = await tx.findOne(SyncRun, { kind: kind === 'sweep' ? 'sweep' : { $in: ['full', 'changes'] }, state: 'done' }, { orderBy: { id: 'desc' } });
    if (kind === 'sweep') {
      const { installedAt } = await tx.findOneOrFail(Account, { id: accountId });
      const until = wholeSecond(before(now, DELAY_MS));
      const since = last?.until ? before(last.until, OVERLAP_MS) : installedAt;
      return { since: wholeSecond(new Date(Math.min(Math.max(since.getTime(), before(now, LOOK_BACK_MS).getTime()), until.getTime()))), until, pipelines: [] };
    }
    const { pipelines, days } = await settings.read('sync', tx);
    const since = kind === 'changes' && last?.until ? before(last.until, OVERLAP_MS) : before(now, days * DAY_MS);
    return { since: wholeSecond(since), until: now, pipelines };
  }

  async finish(id: string): Promise<void> {
    await this.#end(id, async (tx, run) => {
      const failed = failedVitally(run.stages);
      if (failed) return this.#failed(tx, run, failed.problem ?? '');
      const { clock, queue, accountId } = this.#deps;
      tx.assign(run, { state: 'done', error: null, finishedAt: clock.now() });
      if (run.recovered > 0) await this.#deps.activity.record(tx, { kind: 'hooks.recovered', data: { count: run.recovered } });
      if (run.kind === 'sweep') return;
      // A stage or field that rules name may be gone.
      await queue.send('check-account-rules', { accountId }, { key: accountId, tx });
      await this.#deps.activity.record(tx, { kind: 'integration.synced', ...(await this.#by(tx, run)), subject: `sync:${run.id}`, data: countsOf(run) });
      const asked = run.memberId ? await tx.findOne(Member, { id: run.memberId }) : null;
      if (asked)
        await this.#deps.notify.send(tx, {
          kind: 'sync_finished',
          to: [asked.crmUserId],
          key: `sync:${run.id}`,
          subject: `sync:${run.id}`,
          data: countsOf(run),
        });
    });
  }

  async fail(id: string, problem: Problem): Promise<void> {
    await this.#end(id, async (tx, run) => this.#failed(tx, run, await this.#words(tx, problem)));
  }

  /** The CRM cannot be reached: the run keeps its place. */
  async wait(id: string): Promise<void> {
    await this.#end(id, async (tx, run) => {
      run.error = await this.#words(tx, 'unreachable');
    });
  }

  async #failed(tx: EntityManager, run: SyncRun, reason: string): Promise<void> {
    const { clock, activity, notify } = this.#deps;
    const stages = run.stages.map((stage) => (stage.state === 'running' ? { ...stage, state: 'failed' as const, problem: stage.problem ?? reason } : stage));
    tx.assign(run, { state: 'failed', error: reason, finishedAt: clock.now(), stages });
    if (run.recovered > 0) await activity.record(tx, { kind: 'hooks.recovered', data: { count: run.recovered } });
    // Every five minutes the same is no news.
    const last =
      run.kind === 'sweep'
        ? await tx.findOne(SyncRun, { kind: 'sweep', id: { $lt: run.id }, state: { $in: ['done', 'failed'] } }, { orderBy: { id: 'desc' } })
        : null;
    if (last?.state === 'failed') return;
    await activity.record(tx, { kind: 'integration.sync_failed', ...(await this.#by(tx, run)), subject: `sync:${run.id}`, data: { ...countsOf(run), reason } });
    await notify.send(tx, { kind: 'sync_failed', to: 'admins', key: `sync:${run.id}`, subject: `sync:${run.id}`, data: { reason } });
  }

  async #by(tx: EntityManager, { memberId }: SyncRun): Promise<object> {
    const member = memberId ? await tx.findOne(Member, { id: memberId }) : null;
    return member ? { actor: { kind: 'member', id: member.id, name: member.name } } : {};
  }

  async #words(tx: EntityManager, problem: Problem): Promise<string> {
    return wordsOf(problem, (await tx.findOneOrFail(Account, { id: this.#deps.accountId })).language);
  }

  async #end(id: string, change: (tx: EntityManager, run: SyncRun) => Promise<void>): Promise<void> {
    const { em, live, accountId } = this.#deps;
    await em.fork().transactional(async (tx) => {
      const run = await tx.findOne(SyncRun, { id, state: { $in: ACTIVE } }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!run) return;
      await change(tx, run);
      await live.publish(accountId, { kind: 'sync.updated', syncId: id, state: run.state }, tx);
    });
  }
}

/** For the sentence of the log. */
function countsOf(run: SyncRun): Record<string, string | number> {
  const read = Object.fromEntries(run.stages.map(({ stage, read: count }) => [stage, count]));
  const { leads = 0, contacts = 0, companies = 0, tasks = 0, products = 0, talks = 0 } = read;
  return { sync: run.kind, leads, contacts, companies, tasks, products, talks, seconds: Math.round(run.worked / 1000) };
}

const wholeSecond = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);
