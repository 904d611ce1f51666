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
