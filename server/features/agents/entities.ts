/** AI personas. The row carries the newest settings; every version is kept. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type AgentSettings } from './schema.ts';

const AgentSchema = defineEntity({
  name: 'Agent',
  tableName: 'agents',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    settings: p.json<AgentSettings>(),
    version: p.integer().default(1),
  },
  uniques: [...tenantUniques],
  ...tenantRules('agents'),
});
export class Agent extends AgentSchema.class {}
AgentSchema.setClass(Agent);

const AgentVersionSchema = defineEntity({
  name: 'AgentVersion',
  tableName: 'agent_versions',
  properties: {
    ...tenantColumns(),
    agentId: p.uuid(),
    version: p.integer(),
    settings: p.json<AgentSettings>(),
    memberId: p.uuid().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'agentId', 'version'] }],
  ...tenantRules('agent_versions'),
});
export class AgentVersion extends AgentVersionSchema.class {}
AgentVersionSchema.setClass(AgentVersion);
