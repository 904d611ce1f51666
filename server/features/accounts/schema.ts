import { z } from 'zod';

import { Id, Time } from '../../http/shapes.ts';

export const Role = z.enum(['rep', 'admin']);
export const Mode = z.enum(['off', 'draft', 'auto']);
export type Mode = z.output<typeof Mode>;

export const Member = z
  .object({ id: Id, crmUserId: z.string(), name: z.string(), role: Role, language: z.string(), active: z.boolean() })
  .meta({ id: 'Member' });
export const MembersQuery = z.object({
  inactive: z.enum(['true', 'false']).optional().meta({ description: 'Also those who left or were switched off in the CRM.' }),
});

export const Account = z
  .object({
    id: Id,
    crm: z.string(),
    crmId: z.string(),
    subdomain: z.string(),
    name: z.string(),
    mode: Mode,
    language: z.string(),
    currency: z.string(),
    timezone: z.string(),
  })
  .meta({ id: 'Account' });

export const Session = z.object({ token: z.string(), expiresAt: Time, member: Member, account: Account }).meta({ id: 'Session' });

/** The label in front of the CRM's domain, as typed. */
export const ConsoleStart = z
  .object({
    subdomain: z
      .string()
      .trim()
      .toLowerCase()
      .max(63)
      .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/),
  })
  .meta({ id: 'ConsoleStart' });
export const ConsoleCode = z.object({ code: z.string().max(200) }).meta({ id: 'ConsoleCode' });

export const Me = z.object({ member: Member, account: Account }).meta({ id: 'Me' });
export const AccountPatch = z.object({ mode: Mode }).meta({ id: 'AccountPatch' });

export const Connection = z
  .object({
    crm: z.string(),
    host: z.string(),
    state: z
      .enum(['connected', 'reauthorize', 'disconnected'])
      .meta({ description: '`reauthorize`: the CRM stopped taking our access; an admin must connect again.' }),
    scopes: z.array(z.string()),
    problem: z.string().nullable(),
    expiresAt: Time.nullable(),
    refreshedAt: Time.nullable(),
  })
  .meta({ id: 'Connection' });
export const ConnectStart = z.object({ url: z.url() }).meta({ id: 'ConnectStart' });
export const ConnectionTest = z.object({ ok: z.boolean(), message: z.string(), checkedAt: Time }).meta({ id: 'ConnectionTest' });
