/** What an account set for itself, one row a section. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';

const AccountSettingsSchema = defineEntity({
  name: 'AccountSettings',
  tableName: 'account_settings',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    section: p.text(),
    /** As entered; parsed by the section's own schema whenever they are used. No secrets. */
    values: p.json<Record<string, unknown>>(),
    version: p.integer().default(1),
    memberId: p.uuid().nullable(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'section'] }],
  ...tenantRules('account_settings'),
});
export class AccountSettings extends AccountSettingsSchema.class {}
AccountSettingsSchema.setClass(AccountSettings);
