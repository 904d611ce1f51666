import { z } from 'zod';

import { Id, Time } from '../../http/shapes.ts';
import { Mode } from '../accounts/schema.ts';

/** `days`: 1 = Monday … 7 = Sunday. Times are the account's local time, `HH:MM`. */
export const WorkingHours = z
  .object({
    days: z.array(z.number().int().min(1).max(7)).min(1),
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  })
  .meta({ id: 'WorkingHours' });

/** What a version of an agent fixes. Written by admins; every change makes a new version. */
export const AgentSettings = z
  .object({
    name: z.string().trim().min(1).max(80),
    instructions: z.string().max(20_000).default(''),
    model: z.string().max(200).default('').meta({ description: "Empty = the server's default model." }),
    mode: Mode.default('draft'),
    channels: z.array(z.string().max(100)).max(50).default([]).meta({ description: 'Channel origins it answers in; empty = all.' }),
    stages: z.array(z.string().max(60)).max(500).default([]).meta({ description: '`pipelineId:stageId` pairs it works in; empty = all.' }),
    replyDelay: z.number().int().min(0).max(120_000).default(3000).meta({ description: 'Milliseconds from the last customer message to the reply.' }),
    humanPause: z.number().int().min(1).max(1440).default(30).meta({ description: "Minutes a human's message pauses the agent in that talk." }),
    workingHours: WorkingHours.nullable().default(null),
    dailyBudget: z.number().int().min(0).nullable().default(null).meta({ description: 'Micro-US-dollars a day; null = no limit of its own.' }),
    linkHosts: z.array(z.string().max(253)).max(50).default([]).meta({ description: 'Hosts a reply may link to.' }),
  })
  .meta({ id: 'AgentSettings' });
export type AgentSettings = z.output<typeof AgentSettings>;

export const Agent = AgentSettings.extend({ id: Id, version: z.number().int(), createdAt: Time, updatedAt: Time }).meta({ id: 'Agent' });
export const AgentCreate = AgentSettings;
export const AgentPatch = AgentSettings.partial().extend({ version: z.number().int() }).meta({ id: 'AgentPatch' });
export const ModelInfo = z
  .object({ id: z.string(), name: z.string(), price: z.object({ in: z.number(), out: z.number() }).nullable() })
  .meta({ id: 'ModelInfo', description: 'price: micro-US-dollars per million tokens' });
