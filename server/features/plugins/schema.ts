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
    hosts: z.array(z.string()).meta({ description: "Where it may connect to; `@crm` is the account's own CRM." }),
    state: z.enum(['loaded', 'failed']),
    reason: z.string().nullable().meta({ description: 'Why it is not at work.' }),
  })
  .meta({ id: 'PluginListed' });

export const Plugin = PluginListed.extend({
  settingsSchema: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'JSON Schema of the settings, to draw a form from; null for a failed plugin.' }),
  settings: z.record(z.string(), z.unknown()).meta({ description: "As stored, with the plugin's defaults filled in." }),
  version: z.number().int().meta({ description: '0 when the account never set any.' }),
  updatedAt: Time.nullable(),
}).meta({ id: 'Plugin' });

export const PluginParams = z.object({ id: z.string().max(60) });

export const PluginSettingsBody = z
  .object({
    settings: z.record(z.string().max(100), z.unknown()),
    version: z.number().int().min(0).optional().meta({ description: 'The version these were made from; a newer one on the server is a conflict.' }),
  })
  .meta({ id: 'PluginSettingsBody' });
