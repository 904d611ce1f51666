import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { type ListQuery, type Snapshot } from '../../sdk/crm-data.ts';
import { type StageProgress, type SyncRun } from './entities.ts';
import { type Part, partsOf } from './plan.ts';
import { listOf, unreadIds } from './unread.ts';

/** What one look at the CRM brought, not stored yet. */
export interface Step {
  read: number;
  requests: number;
  /** Where the stage goes on; absent: it is done. */
  next?: { part: number; cursor: string | null };
  /** In the step's own transaction. How many rows are new or changed. */
  store: (tx: EntityManager) => Promise<{ changed: number; recovered?: number }>;
  /** Said at the end of the stage. */
  problem?: string;
}

const USE: CrmUse = { priority: 'background', feature: 'sync' };
const NOTHING = async (): Promise<{ changed: number }> => ({ changed: 0 });

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'crm' | 'talkIntake' | 'accounts' | 'syncSweep' | 'hookUpkeep'>;

/** Reads a stage step by step. A step may be read again: what it stores is the CRM's own state. */
export class SyncReader {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, host, crm, talkIntake, accounts, syncSweep, hookUpkeep }: Deps) {
    this.#deps = { em, accountId, clock, host, crm, talkIntake, accounts, syncSweep, hookUpkeep };
  }

  async step(run: SyncRun, stage: StageProgress, signal: AbortSignal): Promise<Step> {
    if (stage.stage === 'account') return this.#account();
    if (stage.stage === 'subscription') return { ...(await this.#deps.hookUpkeep.run({ renew: run.kind === 'full' })), read: 1, store: NOTHING };
    if (stage.stage === 'history') return this.#deps.syncSweep.step(run, stage, signal);
    const parts = await partsOf(stage, run, this.#deps.em.fork());
    const part = parts[stage.part];
    if (!part) return { read: 0, requests: 0, store: NOTHING };
    const { items, requests, readAt, cursor } = await this.#page(part, run, stage);
    const next = cursor === undefined ? { part: stage.part + 1, cursor: null } : { part: stage.part, cursor };
    // The catalogs are known only when they have been read.
    const isLast = cursor === undefined && stage.part + 1 >= parts.length && stage.stage !== 'catalogs';
    return {
      read: items.length,
      requests,
      ...(isLast ? {} : { next }),
      store: async (tx) => {
        const changed = await this.#store(tx, items, readAt);
        return { changed: changed + (cursor === undefined && 'list' in part ? await this.#forget(tx, part.list, run) : 0) };
      },
    };
  }

  /** How many lists a stage reads. */
  async parts(run: SyncRun, stage: StageProgress['stage']): Promise<number> {
    return (await partsOf({ stage }, run, this.#deps.em.fork())).length;
  }

  async #account(): Promise<Step> {
    const { host, accountId, accounts, crm } = this.#deps;
    const snapshot = await host.read(accountId, 'account:self', USE);
    if (snapshot?.kind !== 'account') throw new Error('The CRM plugin gave no account');
    await accounts.saveMirror(snapshot.data);
    const { users, pipelines } = snapshot.data;
    return { read: 1 + users.length + pipelines.length, requests: 3, store: async (tx) => ({ changed: await crm.saveAll(tx, [snapshot]) }) };
  }

  async #page(part: Part, run: SyncRun, { cursor }: StageProgress): Promise<{ items: Snapshot[]; requests: number; readAt: Date; cursor: string | undefined }> {
    const { host, accountId, clock, em } = this.#deps;
    const readAt = clock.now();
    if ('list' in part) {
      const page = await host.readList(accountId, { ...part.list, ...(cursor === null ? {} : { cursor }) }, USE);
      return { items: page.items, requests: 1, readAt, cursor: page.next };
    }
    const { ids, next } = await unreadIds(em.fork(), part.unread, { before: run.startedAt ?? readAt, cursor });
    if (ids.length === 0) return { items: [], requests: 0, readAt, cursor: undefined };
    const { items } = await host.readList(accountId, { what: listOf[part.unread], ids }, USE);
    return { items, requests: 1, readAt, cursor: next };
  }

  async #store(tx: EntityManager, items: readonly Snapshot[], readAt: Date): Promise<number> {
    const { crm, talkIntake } = this.#deps;
    let talks = 0;
    for (const item of items) if (item.kind === 'talk' && (await talkIntake.save(tx, item.data))) talks += 1;
    return talks + (await crm.saveAll(tx, items, readAt));
  }

  /** After a list's last page: what is here and was not in it is no longer there. */
  async #forget(tx: EntityManager, list: ListQuery, run: SyncRun): Promise<number> {
    const { crm, talkIntake } = this.#deps;
    if (list.what === 'talks') return run.kind === 'full' ? talkIntake.closeUnseen(tx, run.createdAt) : 0;
    return crm.forget(tx, list, { before: run.createdAt, at: run.startedAt ?? run.createdAt });
  }
}
