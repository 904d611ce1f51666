import { z } from 'zod';

import { Time } from '../../http/shapes.ts';

const Text = z.object({ en: z.string(), ru: z.string().optional(), es: z.string().optional(), pt: z.string().optional() });

export const PluginListed = z
  .object({
    id: z.string(),
    kind: z.enum(['crm', 'channel', 'action', 'condition']),
    title: Text,
    description: Text,
    icon: z.string(),
    /** Where it may connect to; `@crm` is the account's own CRM. */
    hosts: z.array(z.string()),
    state: z.enum(['loaded', 'failed']),
    /** Why it is not at work. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'PluginListed' });

export const Plugin = PluginListed.extend({
  /** JSON Schema of the settings, to draw a form from; null for a failed plugin. */
  settingsSchema: z.record(z.string(), z.unknown()).nullable(),
  /** As stored, with the plugin's defaults filled in. */
  settings: z.record(z.string(), z.unknown()),
  /** 0 when the account never set any. */
  version: z.number().int(),
  updatedAt: Time.nullable(),
}).meta({ id: 'Plugin' });

export const PluginParams = z.object({ id: z.string().max(60) });

export const PluginSettingsBody = z.object({
  settings: z.record(z.string().max(100), z.unknown()),
  /** The version these were made from; a newer one on the server is a conflict. */
  version: z.number().int().min(0).optional(),
});
