import { type EntityManager } from '@mikro-orm/postgresql';

import { type DomainEvent, type TaskData } from '../../sdk/events.ts';
import { type Source, taskClaim } from './claims.ts';
import { both, live, merge, type Outcome } from './merge.ts';
import { type Mirror } from './mirror.ts';

export async function applyTask(mirror: Mirror, tx: EntityManager, event: DomainEvent & { data: TaskData }, heardAt: Date): Promise<Outcome> {
  if (event.name !== 'task.deleted') return putTask(mirror, tx, event.data, { created: event.name === 'task.created' });
  const { id, updatedAt } = event.data;
  return live(await mirror.row(tx, 'task', id), updatedAt ? { gone: Date.parse(updatedAt) } : { left: heardAt.getTime() });
}

export async function putTask(mirror: Mirror, tx: EntityManager, data: TaskData, source: Source): Promise<Outcome> {
  const row = await mirror.row(tx, 'task', data.id);
  const put = merge(row, taskClaim(data, source));
  // The time of the newest word that it is done: the same one in whatever order the words come.
  const doneAt = row.completed ? (row.stamps.at?.['completed'] ?? 0) || source.read?.getTime() : undefined;
  const completedAt = doneAt ? new Date(Math.floor(doneAt / 1000) * 1000) : null;
  if (row.completedAt?.getTime() !== completedAt?.getTime()) row.completedAt = completedAt;
  if (!source.read) return put;
  row.readAt = source.read;
  return both(put, live(row, { seen: source.read.getTime() }));
}
