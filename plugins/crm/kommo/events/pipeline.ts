/** Digital Pipeline: what a stage's "send webhook" (form) and a widget's trigger (JSON) send. */
import { type DomainEvent, type Subject, subject } from 'souffleur/sdk';

import { known } from '../body/known.ts';
import { flatten, idAt, keyOf, type Row, textAt, timeAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';

const ONLY_TRIGGERS = new Set(['mail_in', 'call_in', 'chat', 'site_visit', 'period']);
const ALSO_TRIGGERS = new Set(['add', 'status']);

/** A pipeline's `add` and `status` are told from the account's own hooks by what they lack: any time. */
export const isTrigger = ({ action, tree }: Row): boolean =>
  ONLY_TRIGGERS.has(action) ||
  (ALSO_TRIGGERS.has(action) && !['created_at', 'updated_at', 'last_modified', 'date_create', 'date_modify', 'name'].some((name) => tree.at(name)));

export function triggerEvents({ entity, action, tree, receivedAt }: Row): DomainEvent[] {
  const id = idAt(tree, 'id');
  if (!id) return [];
  const about = subject(entity === 'customers' ? 'customer' : 'lead', id);
  const data = known({ type: action, ...placeOf(tree) });
  return [event({ name: 'pipeline.triggered', subject: about, at: receivedAt, key: undefined, actor: { kind: 'robot' }, data })];
}

/** `event[type_code]`, `event[data][id]`, … beside `action[settings]`. */
export function widgetTrigger(root: Tree, receivedAt: string): DomainEvent[] {
  const happened = root.at('event');
  const about = happened && aboutOf(happened);
  if (!happened || !about) return [];
  const at = timeAt(happened, 'time');
  const type = textAt(happened, 'type_code') ?? textAt(happened, 'type') ?? 'unknown';
  const place = placeOf(happened.at('data') ?? happened);
  const settings = root.at('action', 'settings', 'widget', 'settings');
  const data = known({ type, ...place, settings: settings && flatten(settings) });
  const key = keyOf('pipeline.triggered', about, at, type, place.stageId ?? '');
  return [event({ name: 'pipeline.triggered', subject: about, at: at ?? receivedAt, key, actor: { kind: 'robot' }, data })];
}

/** The trigger names its entity by `data[id]` and a number for its kind. */
function aboutOf(happened: Tree): Subject | undefined {
  const id = idAt(happened, 'data', 'id');
  if (!id) return undefined;
  return subject(textAt(happened, 'data', 'element_type') === '12' ? 'customer' : 'lead', id);
}

const placeOf = (tree: Tree) => ({
  pipelineId: idAt(tree, 'pipeline_id'),
  stageId: idAt(tree, 'status_id'),
  previousPipelineId: idAt(tree, 'old_pipeline_id'),
  previousStageId: idAt(tree, 'old_status_id'),
  periodId: idAt(tree, 'period_id'),
  previousPeriodId: idAt(tree, 'old_period_id'),
  direction: textAt(tree, 'direction_of_movement'),
});
