/** Whether we live, whether we can work, and in figures how it goes. */
import { timingSafeEqual } from 'node:crypto';

import { type Router } from '@koa/router';
import { type MikroORM } from '@mikro-orm/postgresql';

import { type Config } from '../config.ts';
import { AppError, notFound } from '../errors.ts';
import { type Metrics } from './metrics.ts';

/** Resolves when it is well. A thrown message is logged, not shown. */
export interface ReadyCheck {
  name: string;
  check: () => Promise<void>;
}

const CHECK_MS = 2000;

/** The database answers and every migration has been applied. */
export const databaseChecks = (orm: MikroORM): ReadyCheck[] => [
  { name: 'database', check: async () => void (await orm.em.getConnection().execute('select 1')) },
  {
    name: 'migrations',
    check: async () => {
      if ((await orm.migrator.getPending()).length > 0) throw new Error('migrations are pending');
    },
  },
];

async function failing({ name, check }: ReadyCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(new Error('late')), CHECK_MS)));
  try {
    await Promise.race([check(), late]);
    return undefined;
  } catch {
    return name;
  } finally {
    clearTimeout(timer);
  }
}

export function mountHealth(router: Router, { config, metrics, ready }: { config: Config; metrics: Metrics; ready: readonly ReadyCheck[] }): void {
  router.get('/api/health', (ctx) => {
    ctx.body = { status: 'alive', version: config.version, uptime: Math.round(process.uptime()) };
  });
  router.get('/api/health/ready', async (ctx) => {
    const reasons = (await Promise.all(ready.map(failing))).filter((name) => name !== undefined);
    if (reasons.length > 0) throw new AppError(503, 'not_ready', `Not ready: ${reasons.join(', ')}. Try again in a moment.`, { detail: { reasons } });
    ctx.body = { status: 'ready', version: config.version };
  });
  router.get('/metrics', async (ctx) => {
    if (!mayRead(ctx.get('authorization'), config)) throw notFound('page');
    ctx.body = await metrics.text();
    ctx.type = metrics.registry.contentType;
  });
}

function mayRead(authorization: string, { metricsToken, sandbox }: Config): boolean {
  if (metricsToken === undefined) return sandbox !== undefined;
  const given = Buffer.from(authorization);
  const expected = Buffer.from(`Bearer ${metricsToken}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
