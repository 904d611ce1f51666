/** How far an account's first set-up is. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';

const OnboardingSchema = defineEntity({
  name: 'Onboarding',
  tableName: 'onboarding',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    /** The template chosen, the agent made from it, the chat it was tried in. */
    template: p.text().nullable(),
    language: p.text().nullable(),
    agentId: p.uuid().nullable(),
    triedAt: p.datetime().nullable(),
    liveAt: p.datetime().nullable(),
    dismissedAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques, { properties: ['accountId'] }],
  ...tenantRules('onboarding'),
});
export class Onboarding extends OnboardingSchema.class {}
OnboardingSchema.setClass(Onboarding);
