import { dict, type Dict, id, list, number, oneOf, optional, text } from './read.ts';

export const PLUGIN_KINDS = ['crm', 'channel', 'condition', 'action'] as const;
export type PluginKind = (typeof PLUGIN_KINDS)[number];
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
  /** Of its code; null where the server does not say. */
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
  consentNeeded: boolean;
  /** Null: none to set, or unknown because it did not load. Only where a single one is read. */
  schema: Dict | null;
  settings: Dict;
  settingsVersion: number;
  updatedAt: string | null;
}

const texts = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(dict(value)).map(([language, words]) => [language, text(words)]));
const words = (value: unknown): string[] => list(value).map(text).filter(Boolean);

/** `permissions`: codes in a list, or lists of them by what they are about; hosts stand apart. */
const readRights = (value: unknown): string[] =>
  Array.isArray(value)
    ? words(value)
    : Object.entries(dict(value)).flatMap(([about, granted]) => {
        if (about === 'hosts') return [];
        return granted === true ? [about] : words(granted).map((one) => `${about}.${one}`);
      });

const readFault = (value: unknown): PluginFault => {
  const from = dict(value);
  return {
    at: text(from['at']),
    call: optional(from['call']),
    message: text(from['message']) || text(from['error']) || text(from['reason']) || text(from['code']),
  };
};

export const readPlugin = (value: unknown): Plugin => {
  const from = dict(value);
  const hosts = words(from['hosts']);
  const consent = from['consentNeeded'];
  const isAsked = consent === true || (Array.isArray(consent) && consent.length > 0);
  return {
    id: id(from['id'], 'plugin'),
    kind: oneOf(from['kind'], PLUGIN_KINDS, 'action'),
    title: texts(from['title']),
    description: texts(from['description']),
    icon: text(from['icon']),
    release: typeof from['version'] === 'string' ? optional(from['version']) : null,
    hosts,
    rights: readRights(from['permissions']),
    newHosts: Array.isArray(consent) ? words(consent) : isAsked ? hosts : [],
    isLoaded: from['state'] !== 'failed',
    reason: optional(from['reason']),
    enabled: from['enabled'] !== false,
    pausedUntil: optional(from['pausedUntil']),
    faults: list(from['faults']).map(readFault),
    consentNeeded: isAsked,
    schema: from['settingsSchema'] ? dict(from['settingsSchema']) : null,
    settings: dict(from['settings']),
    settingsVersion: typeof from['version'] === 'number' ? from['version'] : number(from['settingsVersion']),
    updatedAt: optional(from['updatedAt']),
  };
};

export const stateOf = ({ isLoaded, enabled, consentNeeded, pausedUntil }: Plugin, now = Date.now()): PluginState => {
  if (!isLoaded) return 'failed';
  if (consentNeeded) return 'consent';
  if (!enabled) return 'off';
  return pausedUntil && Date.parse(pausedUntil) > now ? 'paused' : 'on';
};

export interface PluginTest {
  ok: boolean;
  message: string | null;
  ms: number | null;
}

export const readPluginTest = (value: unknown): PluginTest => {
  const from = dict(value);
  return {
    ok: from['ok'] === true,
    message: optional(from['message']) ?? optional(from['detail']) ?? optional(from['error']),
    ms: typeof from['ms'] === 'number' ? number(from['ms']) : null,
  };
};
