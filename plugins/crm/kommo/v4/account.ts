import { type AccountData, type Context, type PipelineData, Refuse, Retry, type StageData, type UserData } from 'souffleur/sdk';
import { type z } from 'zod';

import { get, getAll } from './get.ts';
import { userOf } from './shapes.ts';
import { Account, Pipeline, User } from './wire.ts';

const WON = '142';
const LOST = '143';
const INCOMING_TYPE = 1;

/** The account with its users, pipelines and stages: what a fresh connection needs to know. */
export async function readAccount(ctx: Context): Promise<AccountData> {
  const account = await get(ctx, '/account?with=datetime_settings', Account);
  if (!account) throw new Retry('Kommo did not say which account this is.');
  const users = await readUsers(ctx);
  const pipelines = await getAll(ctx, '/leads/pipelines', 'pipelines', Pipeline);
  return {
    id: account.id,
    name: account.name,
    subdomain: account.subdomain,
    language: account.language,
    currency: account.currency,
    timezone: account._embedded?.datetime_settings?.timezone,
    users,
    pipelines: pipelines.filter((pipeline) => !pipeline.is_archive).map(pipelineOf),
  };
}

/** Only an administrator's token may list users; without it the account is still usable. */
async function readUsers(ctx: Context): Promise<UserData[]> {
  try {
    return (await getAll(ctx, '/users', 'users', User)).map(userOf);
  } catch (error) {
    if (!(error instanceof Refuse) || error.code !== 'forbidden') throw error;
    ctx.log.warn('The users of the account cannot be listed: connect it as an administrator', { reason: error.message });
    return [];
  }
}

const pipelineOf = (pipeline: z.output<typeof Pipeline>): PipelineData => ({
  id: pipeline.id,
  name: pipeline.name,
  main: pipeline.is_main ?? false,
  sort: pipeline.sort,
  stages: pipeline._embedded.statuses.map((status): StageData => ({
    id: status.id,
    name: status.name,
    kind: kindOf(status),
    sort: status.sort,
    color: status.color,
  })),
});

/** 142 and 143 are the same in every pipeline, whatever the account calls them. */
function kindOf({ id, type }: { id: string; type: number }): StageData['kind'] {
  if (id === WON) return 'won';
  if (id === LOST) return 'lost';
  return type === INCOMING_TYPE ? 'incoming' : 'open';
}
