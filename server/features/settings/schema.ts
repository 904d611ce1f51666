import { z } from 'zod';

import { Id, Time } from '../../http/shapes.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** What a missed incoming call leads to. */
export const CallbackSettings = z.object({
  enabled: z.boolean().default(true),
  /** `{{name}}` and `{{phone}}` are filled in. Empty: the account's language has its own words. */
  text: z.string().trim().max(500).default(''),
  /** Minutes from the call to the task's deadline. */
  dueInMinutes: z.number().int().min(5).max(10_080).default(30),
  /** Calls in these hours (local time of the account) are due when they end; null = none. */
  quietHours: z.object({ from: Clock, to: Clock }).nullable().default({ from: '20:00', to: '09:00' }),
});

/** What of the CRM is kept here. */
export const SyncSettings = z.object({
  /** CRM ids; empty = all. */
  pipelines: z.array(z.string().max(40)).max(50).default([]),
  /** Leads, contacts and companies that changed in the last so many days. */
  days: z.number().int().min(1).max(3650).default(90),
});

/** Every section an account can set, by name. */
export const sections = { callbacks: CallbackSettings, sync: SyncSettings } as const;
export type SectionName = keyof typeof sections;
export type SectionValues = { [N in SectionName]: z.output<(typeof sections)[N]> };

export const SectionParams = z.object({ section: z.enum(Object.keys(sections) as [SectionName, ...SectionName[]]) });
export const Section = z
  .object({
    section: z.string(),
    values: z.record(z.string(), z.unknown()),
    schema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema, to draw a form from.' }),
    version: z.number().int().meta({ description: '0 when nobody ever set it.' }),
    updatedAt: Time.nullable(),
    updatedBy: Id.nullable(),
  })
  .meta({ id: 'SettingsSection' });
export const SectionBody = z
  .object({
    values: z.record(z.string().max(100), z.unknown()),
    version: z.number().int().min(0).optional().meta({ description: 'The version these were made from; a newer one on the server is a conflict.' }),
  })
  .meta({ id: 'SettingsSectionBody' });
