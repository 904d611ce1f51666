import { z } from 'zod';

import { Time } from '../../http/shapes.ts';
import { permissionCodes } from './permissions.ts';

const Text = z.object({ en: z.string(), ru: z.string().optional(), es: z.string().optional(), pt: z.string().optional() });

const Fault = z.object({ at: Time, call: z.string().meta({ description: 'Which of its functions.' }), message: z.string() }).meta({ id: 'PluginFault' });

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
    pluginVersion: z.string().nullable().meta({ description: "Of a plugin from elsewhere; the house's own carry the server's." }),
    enabled: z.boolean().meta({ description: 'Whether this account has it switched on, with every host agreed to.' }),
    consentNeeded: z.array(z.string()).meta({ description: 'Hosts an admin has to agree to before it works.' }),
    pausedUntil: Time.nullable().meta({ description: 'It rests until then after five faults in a row.' }),
    faults: z.array(Fault).meta({ description: 'The newest ten, newest first; for admins.' }),
    permissions: z.object({ hosts: z.array(z.string()), may: z.array(z.enum(permissionCodes)) }),
  })
  .meta({ id: 'PluginListed' });

export const Plugin = PluginListed.extend({
  settingsSchema: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'JSON Schema of the settings, to draw a form from; null for a failed plugin.' }),
  settings: z.record(z.string(), z.unknown()).meta({ description: "As stored, with the plugin's defaults filled in." }),
  version: z.number().int().meta({ description: 'Of the settings; 0 when the account never set any.' }),
  updatedAt: Time.nullable(),
}).meta({ id: 'Plugin' });

export const PluginParams = z.object({ id: z.string().max(60) });

export const PluginSettingsBody = z
  .object({
    settings: z.record(z.string().max(100), z.unknown()),
    version: z.number().int().min(0).optional().meta({ description: 'The version these were made from; a newer one on the server is a conflict.' }),
  })
  .meta({ id: 'PluginSettingsBody' });

export const PluginEnableBody = z
  .object({
    hosts: z.array(z.string().max(260)).max(100).default([]).meta({ description: 'The hosts the admin was shown and agreed to.' }),
  })
  .meta({ id: 'PluginEnableBody' });

/**
 * `ok`: it answered. `refused`, `later`: it answered that it cannot, or cannot now. `failed`: a fault of the plugin.
 * `unavailable`: switched off, not agreed to, or not at work. `not_connected`: a CRM plugin that is not the account's.
 * `no_answer`: nothing within ten seconds.
 */
export const PluginTrial = z
  .object({
    code: z.enum(['ok', 'refused', 'later', 'failed', 'unavailable', 'not_connected', 'no_answer']),
    message: z.string().nullable(),
    input: z.record(z.string(), z.unknown()).nullable().meta({ description: 'What it was tried on: the example of its form.' }),
    answer: z
      .object({
        holds: z.boolean().optional(),
        found: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullish(),
        text: z.string().optional().meta({ description: 'What an action would do, in the language of the member.' }),
        status: z.number().nullable().optional().meta({ description: 'HTTP status of the call to the CRM.' }),
        request: z.string().optional(),
        window: z.number().nullable().optional().meta({ description: 'Hours in which a channel takes a free reply; null: no limit.' }),
      })
      .nullable(),
    ms: z.number(),
  })
  .meta({ id: 'PluginTrial' });
export type PluginTrial = z.output<typeof PluginTrial>;
