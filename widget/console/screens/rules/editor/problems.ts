import { type TFunction } from 'i18next';

import { type Draft } from '../../../../state/rule-editor.ts';
import { type Part, partOf } from '../../../../state/rule-parts.ts';
import { list, text } from '../../../../state/read.ts';
import { allNodes, fits, type PartNode } from '../../../../state/rule-tree.ts';
import { valueAt, withDefaults } from '../../../form/fields.ts';
import { countOf, isAsked } from '../../../form/refs.ts';
import { complaints } from '../../../form/words.ts';
import { fieldAt, fieldsFor } from './part-input.ts';

/** Words by place: `name`, `trigger.days`, or `<key of a node>/<path of its field>`; nothing behind the stroke is the node itself. */
export type Places = Readonly<Record<string, string>>;

export interface Complaints {
  /** The rule cannot be stored like this. */
  rule: Places;
  /** It can be stored, and not be switched on. */
  inputs: Places;
}

const COOLDOWN_MAX = 365 * 86_400;

const isWithin = (value: number | undefined, min: number, max: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= min && value <= max;

const triggerComplaints = (t: TFunction, { on, time }: Draft['trigger']): Record<string, string> => {
  if (on === '') return { trigger: t('rule-editor:trigger.choose') };
  if (!time) return {};
  if (time.kind === 'silence') return isWithin(time.amount, 1, 1000) ? {} : { 'trigger.amount': t('rule-editor:between', { min: 1, max: 1000 }) };
  return {
    ...(time.days.length === 0 ? { 'trigger.days': t('rule-editor:trigger.no_days') } : {}),
    ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(time.at) ? {} : { 'trigger.at': t('common:form.time') }),
  };
};

const inputComplaints = (t: TFunction, node: PartNode, part: Part | undefined): [string, string][] => {
  const fields = fieldsFor(part);
  const values = withDefaults(fields, node.input);
  const among = { siblings: fields, around: values };
  const found = complaints(
    t,
    fields.filter((field) => isAsked(field, among)),
    values,
  );
  // An empty text that was left empty on purpose, e.g. to clear a field of the CRM, is the plugin's to judge.
  for (const path of Object.keys(found)) {
    const field = fieldAt(fields, path)?.field;
    if (field && 'minLength' in field && !field.minLength && valueAt(node.input, path) === '') delete found[path];
  }
  for (const field of fields) {
    const count = field.kind === 'value' ? countOf(field, among) : undefined;
    const given = list(values[field.key]).filter((one) => text(one) !== '').length;
    if (count && given < count[0]) found[field.path] = t('common:form.required');
  }
  return Object.entries(found).map(([path, words]) => [`${node.key}/${path}`, words]);
};

/** What the form itself can tell without asking the server. */
export const complaintsOf = (t: TFunction, draft: Draft, parts: readonly Part[]): Complaints => {
  const rule: Record<string, string> = { ...triggerComplaints(t, draft.trigger) };
  if (draft.name.trim() === '') rule['name'] = t('common:form.required');
  if (!isWithin(draft.priority, 0, 1000)) rule['priority'] = t('rule-editor:between', { min: 0, max: 1000 });
  if (!isWithin(draft.cooldown, 0, COOLDOWN_MAX)) rule['cooldown'] = t('rule-editor:cooldown.wrong');
  if (draft.actions.children.length === 0) rule['actions/'] = t('rule-editor:actions.none');
  if (!fits(draft.conditions)) rule['conditions/'] = t('rule-editor:conditions.too_big');
  const inputs: Record<string, string> = {};
  for (const [root, kind] of [
    [draft.conditions, 'condition'],
    [draft.actions, 'action'],
  ] as const) {
    for (const node of allNodes(root)) {
      if (node.kind === 'group') {
        if (node.key !== root.key && node.mode === 'any' && node.children.length === 0) rule[`${node.key}/`] = t('rule-editor:group.empty');
        continue;
      }
      const part = partOf(parts, kind, node.id);
      if (!part) inputs[`${node.key}/`] = t('rule-editor:part.gone', { name: node.id });
      Object.assign(inputs, Object.fromEntries(inputComplaints(t, node, part)));
    }
  }
  return { rule, inputs };
};

/** `conditions.all.0.input.stages` > `<key>/stages`. */
export const placeOfPath = (path: string, places: ReadonlyMap<string, string>): string => {
  const steps = path.split('.');
  for (let end = steps.length; end > 0; end--) {
    const key = places.get(steps.slice(0, end).join('.'));
    if (key) return `${key}/${steps.slice(steps[end] === 'input' ? end + 1 : end).join('.')}`;
  }
  if (path === 'actions') return 'actions/';
  if (path === 'conditions') return 'conditions/';
  return path.replace(/^trigger\.time\./, 'trigger.').replace(/^trigger\.(?:on|time)$/, 'trigger');
};

/** What stands at the fields of one node: `stages` > words. */
export const errorsOf = (places: Places, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(places)
      .filter(([place]) => place.startsWith(`${key}/`))
      .map(([place, words]) => [place.slice(key.length + 1), words]),
  );
