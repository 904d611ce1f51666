import type { z } from 'zod';

import type { Plugin as PluginShape, PluginTrial as TrialShape } from '../../server/features/plugins/schema.ts';
import { dict, type Dict, id, list, number, oneOf, optional, text } from './read.ts';

type Shape = z.output<typeof PluginShape>;
type Trial = z.output<typeof TrialShape>;

/** In the order of the screen. */
export const PLUGIN_KINDS: readonly Shape['kind'][] = ['crm', 'channel', 'condition', 'action'];
export type PluginKind = Shape['kind'];
export type PluginState = 'on' | 'off' | 'paused' | 'failed' | 'consent';
export const PLUGIN_STATES: readonly PluginState[] = ['on', 'off', 'paused', 'failed', 'consent'];

export interface PluginFault {
  at: string;
  /** Which of its parts was called. */
  call: string | null;
  message: string;
}

export interface Plugin {
  id: string;
  kind: PluginKind;
  title: Record<string, string>;
  description: Record<string, string>;
  icon: string;
  /** Of its code; null for the house's own. */
  release: string | null;
  /** `@crm` is the account's own CRM. */
  hosts: string[];
  /** What it may do beside calling hosts; stable codes. */
  rights: string[];
  /** Hosts nobody of the account has said yes to. */
  newHosts: string[];
  isLoaded: boolean;
  reason: string | null;
  enabled: boolean;
  pausedUntil: string | null;
  faults: PluginFault[];
  /** Null: none to set, or unknown because it did not load. Only where a single one is read. */
  schema: Dict | null;
  settings: Dict;
  settingsVersion: number;
  updatedAt: string | null;
}

const texts = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(dict(value)).map(([language, words]) => [language, text(words)]));
const words = (value: unknown): string[] => list(value).map(text).filter(Boolean);

const readFault = (value: unknown): PluginFault => {
  const from = dict(value);
  return { at: text(from['at']), call: optional(from['call']), message: text(from['message']) };
};

export const readPlugin = (value: unknown): Plugin => {
  const from = dict(value);
  return {
    id: id(from['id'], 'plugin'),
    kind: oneOf(from['kind'], PLUGIN_KINDS, 'action'),
    title: texts(from['title']),
    description: texts(from['description']),
    icon: text(from['icon']),
    release: optional(from['pluginVersion']),
    hosts: words(from['hosts']),
    rights: words(dict(from['permissions'])['may']),
    newHosts: words(from['consentNeeded']),
    isLoaded: from['state'] !== 'failed',
    reason: optional(from['reason']),
    enabled: from['enabled'] === true,
    pausedUntil: optional(from['pausedUntil']),
    faults: list(from['faults']).map(readFault),
    schema: from['settingsSchema'] ? dict(from['settingsSchema']) : null,
    settings: dict(from['settings']),
    settingsVersion: number(from['version']),
    updatedAt: optional(from['updatedAt']),
  };
};

export const stateOf = ({ isLoaded, enabled, newHosts, pausedUntil }: Plugin, now = Date.now()): PluginState => {
  if (!isLoaded) return 'failed';
  if (newHosts.length > 0) return 'consent';
  if (!enabled) return 'off';
  return pausedUntil && Date.parse(pausedUntil) > now ? 'paused' : 'on';
};

export interface PluginTrial {
  code: Trial['code'];
  message: string | null;
  input: Dict | null;
  holds: boolean | null;
  found: string | null;
  /** What an action would do, in words. */
  would: string | null;
  status: number | null;
  /** Hours in which a channel takes a free reply; null: no limit; absent: it is no channel. */
  window: number | null | undefined;
  ms: number;
}

const TRIALS: readonly Trial['code'][] = ['ok', 'refused', 'later', 'failed', 'unavailable', 'not_connected', 'no_answer'];

export const readTrial = (value: unknown): PluginTrial => {
  const from = dict(value);
  const answer = dict(from['answer']);
  const { found } = answer;
  return {
    code: oneOf(from['code'], TRIALS, 'failed'),
    message: optional(from['message']),
    input: from['input'] ? dict(from['input']) : null,
    holds: typeof answer['holds'] === 'boolean' ? answer['holds'] : null,
    found: (Array.isArray(found) ? found.map(text).join(', ') : typeof found === 'boolean' ? String(found) : text(found)) || null,
    would: optional(answer['text']),
    status: typeof answer['status'] === 'number' ? answer['status'] : null,
    window: 'window' in answer ? (typeof answer['window'] === 'number' ? answer['window'] : null) : undefined,
    ms: number(from['ms']),
  };
};
