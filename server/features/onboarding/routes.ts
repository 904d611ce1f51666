import { z } from 'zod';

import { route } from '../../http/route.ts';
import { Agent } from '../agents/schema.ts';
import { AgentBody, DismissBody, Onboarding, OnboardingQuery, Template, TemplateQuery } from './schema.ts';

const tag = 'Onboarding';

export const onboardingRoutes = [
  route({
    method: 'get',
    path: '/onboarding',
    access: 'admin',
    tag,
    summary: 'How far the set-up is and what is missing; with `check=true` the CRM is asked too',
    query: OnboardingQuery,
    response: Onboarding,
    handle: ({ cradle, query }) => cradle.onboarding.read({ check: query.check === 'true' }),
  }),
  route({
    method: 'get',
    path: '/onboarding/templates',
    access: 'admin',
    tag,
    summary: 'What a first agent can be for, filled with the name of the account',
    query: TemplateQuery,
    response: z.object({ items: z.array(Template) }),
    handle: async ({ cradle, query }) => ({ items: await cradle.onboarding.templates(query.language) }),
  }),
  route({
    method: 'post',
    path: '/onboarding/agent',
    access: 'admin',
    tag,
    summary: 'Make the first agent from a template, switched off; again: make it anew from another',
    body: AgentBody,
    response: Agent,
    problems: { 409: 'It was changed by hand: keep it, or say `replace`' },
    handle: ({ cradle, body }) => cradle.onboarding.makeAgent(body),
  }),
  route({
    method: 'post',
    path: '/onboarding/live',
    access: 'admin',
    tag,
    summary: 'Let the agent draft replies',
    response: Onboarding,
    problems: { 409: 'Something is missing: `missing` names the steps' },
    handle: ({ cradle }) => cradle.onboarding.goLive(),
  }),
  route({
    method: 'post',
    path: '/onboarding/dismiss',
    access: 'admin',
    tag,
    summary: 'Hide the set-up, or show it again',
    body: DismissBody,
    response: Onboarding,
    handle: ({ cradle, body }) => cradle.onboarding.dismiss(body.dismissed),
  }),
];
