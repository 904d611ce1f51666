/** Rows into the API's shapes. */
import { type z } from 'zod';

import { type Account, type Member } from './entities.ts';
import { type Account as AccountShape, type Member as MemberShape, type Session as SessionShape } from './schema.ts';
import { type NewSession } from './sessions.ts';

export const presentMember = ({ id, crmUserId, name, role, language, active }: Member, asRole = role): z.output<typeof MemberShape> => ({
  id,
  crmUserId,
  name,
  role: asRole,
  language,
  active,
});

export const presentAccount = ({ id, crm, crmId, subdomain, name, mode, language, currency, timezone }: Account): z.output<typeof AccountShape> => ({
  id,
  crm,
  crmId,
  subdomain,
  name,
  mode,
  language,
  currency,
  timezone,
});

export const presentSession = ({ token, expiresAt, member, account, role }: NewSession): z.output<typeof SessionShape> => ({
  token,
  expiresAt: expiresAt.toISOString(),
  member: presentMember(member, role),
  account: presentAccount(account),
});
