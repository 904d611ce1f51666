import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { conflict, unprocessable } from '../../errors.ts';
import { AccountSettings } from './entities.ts';
import { type Section, type SectionName, sections, type SectionValues } from './schema.ts';

type Shape = z.output<typeof Section>;

/** What the account set for itself; what it never set has its default. */
export class SettingsService {
  readonly #deps: Pick<ScopedCradle, 'em' | 'accountId' | 'caller' | 'activity' | 'audit'>;

  constructor({ em, accountId, caller, activity, audit }: Pick<ScopedCradle, 'em' | 'accountId' | 'caller' | 'activity' | 'audit'>) {
    this.#deps = { em, accountId, caller, activity, audit };
  }

  /** The values in force. Stored ones that an older version wrote and this one refuses count as never set. */
  async read<N extends SectionName>(name: N, em: EntityManager = this.#deps.em.fork()): Promise<SectionValues[N]> {
    const row = await em.findOne(AccountSettings, { section: name });
    const schema: z.ZodType = sections[name];
    return (schema.safeParse(row?.values ?? {}).data ?? schema.parse({})) as SectionValues[N];
  }

  async get(name: SectionName): Promise<Shape> {
    return present(name, await this.#deps.em.fork().findOne(AccountSettings, { section: name }));
  }

  /** @throws 409 with both sides when somebody saved others meanwhile, 422 by field */
  async put(name: SectionName, values: Record<string, unknown>, version?: number): Promise<Shape> {
    const parsed = sections[name].safeParse(values);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, code, message }) => ({ path: ['values', ...path].join('.'), code, message }));
      throw unprocessable('invalid_settings', 'Some settings are missing or wrong. Correct the fields listed in errors.', errors);
    }
    const { em, accountId, caller, activity, audit } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await this.#locked(tx, name);
      const current = row.version;
      if (version !== undefined && version !== current)
        throw conflict('version_conflict', 'Somebody changed these settings meanwhile. Compare both and save again.', {
          yours: values,
          theirs: row.values,
          version: current,
        });
      const changes = { values: parsed.data, version: current + 1, memberId: caller?.memberId ?? null };
      const saved = tx.assign(row, changes);
      const actor = caller ? `member:${caller.memberId}` : 'job';
      await audit.append(tx, accountId, { actor, action: 'settings.changed', target: name, result: 'done', detail: { version: current + 1 } });
      await activity.record(tx, { kind: 'settings.changed', actor: activity.caller(), data: { section: name } });
      await tx.flush();
      return present(name, saved);
    });
  }

  /** Made at need: of two who save at once the second sees what the first saved. */
  async #locked(tx: EntityManager, section: SectionName): Promise<AccountSettings> {
    const values = [newId(), this.#deps.accountId, section];
    await tx.execute(
      `insert into account_settings (id, account_id, created_at, updated_at, section, "values", version) values (?, ?, now(), now(), ?, '{}', 0)
       on conflict (account_id, section) do nothing`,
      values,
    );
    return tx.findOneOrFail(AccountSettings, { section }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }
}

const present = (name: SectionName, row: AccountSettings | null): Shape => {
  const schema: z.ZodType = sections[name];
  return {
    section: name,
    values: (schema.safeParse(row?.values ?? {}).data ?? schema.parse({})) as Record<string, unknown>,
    schema: z.toJSONSchema(schema, { io: 'input' }),
    version: row?.version ?? 0,
    updatedAt: row?.updatedAt?.toISOString() ?? null,
    updatedBy: row?.memberId ?? null,
  };
};
