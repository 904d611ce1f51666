import { type EntityManager } from '@mikro-orm/postgresql';

import { type DomainEvent } from '../../sdk/events.ts';
import { parseSubject } from '../../sdk/subjects.ts';
import { merge, NOTHING, type Outcome } from './merge.ts';
import { type Mirror } from './mirror.ts';

/** A stage's trigger names the lead and its place; without a time that is no more than a hint. */
export async function applyTrigger(mirror: Mirror, tx: EntityManager, event: DomainEvent & { name: 'pipeline.triggered' }): Promise<Outcome> {
  const { kind, id } = parseSubject(event.subject);
  if (kind !== 'lead') return NOTHING;
  const text = (name: string): string | undefined => (typeof event.data[name] === 'string' ? event.data[name] : undefined);
  const at = event.key === undefined ? 0 : Date.parse(event.at);
  return merge(await mirror.row(tx, 'lead', id), {
    at,
    values: { pipelineCrmId: text('pipelineId'), stageCrmId: text('stageId') },
    from: { pipelineCrmId: text('previousPipelineId'), stageCrmId: text('previousStageId') },
    hint: true,
  });
}
