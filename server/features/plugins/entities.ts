/** What an account set for a plugin, and what a plugin keeps for an account. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';

const PluginSettingsSchema = defineEntity({
  name: 'PluginSettings',
  tableName: 'plugin_settings',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    pluginId: p.text(),
    /** As entered; parsed by the plugin's own schema whenever they are used. No secrets. */
    settings: p.json<Record<string, unknown>>(),
    version: p.integer().default(1),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'pluginId'] }],
  ...tenantRules('plugin_settings'),
});
export class PluginSettings extends PluginSettingsSchema.class {}
PluginSettingsSchema.setClass(PluginSettings);

const PluginValueSchema = defineEntity({
  name: 'PluginValue',
  tableName: 'plugin_store',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    pluginId: p.text(),
    key: p.text(),
    /** Wrapped, so that null and plain texts are values like any other. At most 64 KiB. */
    value: p.json<{ value: unknown }>(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'pluginId', 'key'] }],
  ...tenantRules('plugin_store'),
});
export class PluginValue extends PluginValueSchema.class {}
PluginValueSchema.setClass(PluginValue);

/** A fault of a plugin as the Plugins screen shows it. */
export interface PluginFault {
  at: string;
  /** Which of its functions was called. */
  call: string;
  message: string;
}

/** How a plugin stands with an account. No row: as it came. */
const PluginStateSchema = defineEntity({
  name: 'PluginState',
  tableName: 'plugin_states',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    pluginId: p.text(),
    enabled: p.boolean(),
    /** Hosts an admin said yes to; one more needs a new yes (security G4). */
    hosts: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
    /** After too many faults in a row it rests until then. */
    pausedUntil: p.datetime().nullable(),
    /** In a row, so far. */
    faultsInARow: p.integer().default(0),
    /** The newest, newest first. */
    faults: p.json<PluginFault[]>().defaultRaw(`'[]'::jsonb`),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'pluginId'] }],
  ...tenantRules('plugin_states'),
});
export class PluginState extends PluginStateSchema.class {}
PluginStateSchema.setClass(PluginState);
