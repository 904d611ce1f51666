import { z } from 'zod';

import { Id } from '../../http/shapes.ts';
import { WorkingHours } from '../agents/schema.ts';
import { CrmCheck } from '../crm/schema.ts';
import { KnowledgeLanguage } from '../knowledge/schema.ts';

export const stepIds = ['connect', 'sync', 'agent', 'knowledge', 'try', 'live'] as const;
export const StepId = z.enum(stepIds);
export type StepId = z.output<typeof StepId>;

export const TemplateId = z.enum(['sales_qualifier', 'shop_consultant', 'appointment_setter']);
export type TemplateId = z.output<typeof TemplateId>;

/** Why a step is not done, as a stable code; the screen says in words what it means and how to mend it. */
export const stepProblems = [
  'not_connected',
  'access_lost',
  'not_admin',
  'plan',
  'scope_missing',
  'kommo_unreachable',
  'subscription_missing',
  'subscription_disabled',
  'sync_failed',
  'not_indexed',
  'account_off',
] as const;
export const StepProblem = z.enum(stepProblems);
export type StepProblem = z.output<typeof StepProblem>;

export type Check = z.output<typeof CrmCheck>;

export const Step = z
  .object({
    id: StepId,
    state: z.enum(['todo', 'running', 'done', 'problem']),
    problem: StepProblem.nullable(),
    detail: z.object({
      checks: z.array(CrmCheck).optional().meta({ description: 'connect' }),
      host: z.string().optional(),
      syncId: Id.optional().meta({ description: 'sync: how far, of how many stages, and how many things were read.' }),
      stage: z.string().nullable().optional(),
      stagesDone: z.number().int().optional(),
      stages: z.number().int().optional(),
      read: z.number().int().optional(),
      error: z.string().nullable().optional(),
      name: z.string().optional().meta({ description: 'agent' }),
      mode: z.string().optional(),
      touched: z.boolean().optional().meta({ description: 'The agent was changed by hand since it was made from its template.' }),
      articles: z.number().int().optional().meta({ description: 'knowledge' }),
      indexed: z.number().int().optional(),
      chatId: Id.optional().meta({ description: 'try: the chat it was tried in last.' }),
      answers: z.number().int().optional(),
      missing: z.array(StepId).optional().meta({ description: 'live' }),
      accountMode: z.string().optional(),
    }),
  })
  .meta({ id: 'OnboardingStep' });

export const Onboarding = z
  .object({
    done: z.boolean().meta({ description: 'The agent is at work.' }),
    dismissed: z.boolean().meta({ description: 'Somebody does not want to see it.' }),
    current: StepId.nullable().meta({ description: 'The first step that is not done; null when all are.' }),
    steps: z.array(Step),
    template: TemplateId.nullable(),
    language: KnowledgeLanguage.nullable(),
    agentId: Id.nullable(),
  })
  .meta({ id: 'Onboarding' });

export const Template = z
  .object({
    id: TemplateId,
    title: z.string(),
    summary: z.string(),
    name: z.string(),
    instructions: z.string(),
    greeting: z.string(),
    knowledge: z.array(z.object({ title: z.string(), prompt: z.string() })),
    example: z.string(),
    replyDelay: z.number().int().meta({ description: 'Milliseconds from the last customer message to the reply.' }),
    humanPause: z.number().int().meta({ description: "Minutes a person's message pauses the agent in that talk." }),
    workingHours: WorkingHours.nullable(),
  })
  .meta({ id: 'AgentTemplate' });

/** `check`: ask the CRM too, which takes a few seconds. */
export const OnboardingQuery = z.object({ check: z.enum(['true', 'false']).default('false') });
export const TemplateQuery = z.object({ language: KnowledgeLanguage.default('en') });
export const AgentBody = z
  .object({
    template: TemplateId,
    language: KnowledgeLanguage,
    replace: z.boolean().default(false).meta({ description: 'Also when the agent was changed by hand since: it gets a new version, the old one is kept.' }),
  })
  .meta({ id: 'OnboardingAgentBody' });
export const DismissBody = z.object({ dismissed: z.boolean().default(true) }).meta({ id: 'OnboardingDismissBody' });
