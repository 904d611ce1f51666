import { type RootCradle } from '../../../container.ts';

/** Over all accounts: rules whose time has come, and rules whose plugins or references may be gone. */
export class RuleRounds {
  readonly #deps: Pick<RootCradle, 'tenancy' | 'clock' | 'queue'>;

  constructor({ tenancy, clock, queue }: Pick<RootCradle, 'tenancy' | 'clock' | 'queue'>) {
    this.#deps = { tenancy, clock, queue };
  }

  /** Each look once, however many clocks there are. */
  async timesDue(): Promise<void> {
    const { tenancy, clock, queue } = this.#deps;
    const rows = await tenancy
      .operator('find rules whose time has come')
      .execute<{ id: string; accountId: string; dueAt: Date | string }[]>(
        `select id, account_id as "accountId", due_at as "dueAt" from rules where enabled and due_at <= ? and deleted_at is null`,
        [clock.now()],
      );
    for (const { id, accountId, dueAt } of rows)
      await queue.send('look-at-rule', { accountId, ruleId: id }, { key: id, once: `${id} ${new Date(dueAt).toISOString()}` });
  }

  async checkAll(): Promise<void> {
    const { tenancy, queue } = this.#deps;
    const rows = await tenancy
      .operator('find accounts with rules')
      .execute<{ accountId: string }[]>(`select distinct account_id as "accountId" from rules where enabled and deleted_at is null`);
    await queue.sendMany(
      'check-account-rules',
      rows.map(({ accountId }) => ({ data: { accountId }, key: accountId })),
    );
  }
}
