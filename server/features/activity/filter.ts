/** From what was asked, and who asks, to the rows of the log. */
import { type FilterQuery } from '@mikro-orm/core';
import { type z } from 'zod';

import { firstIdAt } from '../../db/base.ts';
import { badRequest } from '../../errors.ts';
import { type Activity } from './entities.ts';
import { type ActivityExportQuery, type ActivityKind, activityKinds } from './schema.ts';

export type Filter = z.output<typeof ActivityExportQuery>;

/** What is about the account and not about its customers: for administrators. */
const ADMINS_ONLY: ReadonlySet<string> = new Set(['agent', 'template', 'account', 'integration', 'hooks', 'knowledge', 'member', 'settings', 'error']);

const familyOf = (kind: string): string => kind.split('.')[0] ?? kind;

/** Every kind this role may read. */
export const visibleKinds = (role: 'rep' | 'admin'): readonly ActivityKind[] =>
  role === 'admin' ? activityKinds : activityKinds.filter((kind) => !ADMINS_ONLY.has(familyOf(kind)));

/** Ids sort by time, so that a stretch of time is a stretch of ids. @throws AppError 400 for a kind that does not exist. */
export function whereOf({ kind, agentId, leadCrmId, talkId, hookEventId, from, to }: Filter, role: 'rep' | 'admin', before?: string): FilterQuery<Activity> {
  const kinds = kind === undefined ? visibleKinds(role) : chosen(kind).filter((one) => visibleKinds(role).includes(one));
  const ids = {
    ...(from ? { $gte: firstIdAt(new Date(from)) } : {}),
    ...(before ? { $lt: before } : to ? { $lt: firstIdAt(new Date(to)) } : {}),
  };
  return {
    ...(kinds.length === activityKinds.length ? {} : { kind: { $in: [...kinds] } }),
    ...(agentId ? { agentId } : {}),
    ...(leadCrmId ? { leadCrmId } : {}),
    ...(talkId ? { talkId } : {}),
    ...(hookEventId ? { hookEventId } : {}),
    ...(Object.keys(ids).length > 0 ? { id: ids } : {}),
  };
}

function chosen(asked: string): ActivityKind[] {
  const names = asked.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !activityKinds.some((kind) => kind === name || familyOf(kind) === name));
  if (unknown !== undefined)
    throw badRequest('unknown_kind', 'The log has no such kind. The kinds are listed in the API description.', [
      { path: 'kind', code: 'unknown', message: 'Name a kind, or the family before its dot.' },
    ]);
  return activityKinds.filter((kind) => names.includes(kind) || names.includes(familyOf(kind)));
}
