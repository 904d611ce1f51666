import { dict, id, list, number, oneOf, optional, text } from './read.ts';

export const stepIds = ['connect', 'sync', 'agent', 'knowledge', 'try', 'live'] as const;
export type StepId = (typeof stepIds)[number];
const STATES = ['todo', 'running', 'done', 'problem'] as const;
const CHECKS = ['connected', 'is_admin', 'plan', 'scopes', 'subscription', 'sending'] as const;
export const languages = ['en', 'ru', 'es', 'pt'] as const;
export type Language = (typeof languages)[number];

export interface Check {
  id: (typeof CHECKS)[number];
  state: 'ok' | 'problem' | 'unknown';
  code: string;
  /** What is lacking, in the CRM's own names. */
  missing: string[];
}

export interface Step {
  id: StepId;
  state: (typeof STATES)[number];
  /** A stable code; '' when there is none. */
  problem: string;
  checks: Check[];
  stage: string | null;
  stagesDone: number;
  stages: number;
  read: number;
  error: string | null;
  name: string;
  touched: boolean;
  articles: number;
  chatId: string | null;
  answers: number;
  missing: StepId[];
}

export interface Onboarding {
  done: boolean;
  dismissed: boolean;
  current: StepId | null;
  steps: Step[];
  template: string | null;
  language: Language | null;
  agentId: string | null;
}

export interface Template {
  id: string;
  title: string;
  summary: string;
  greeting: string;
  knowledge: { title: string; prompt: string }[];
  example: string;
}

const readCheck = (value: unknown): Check => {
  const from = dict(value);
  return {
    id: oneOf(from['check'], CHECKS, 'connected'),
    state: oneOf(from['state'], ['ok', 'problem', 'unknown'], 'unknown'),
    code: text(from['code']),
    missing: list(from['lacks']).map(text).filter(Boolean),
  };
};

const readStep = (value: unknown): Step => {
  const from = dict(value);
  const detail = dict(from['detail']);
  return {
    id: oneOf(from['id'], stepIds, 'connect'),
    state: oneOf(from['state'], STATES, 'todo'),
    problem: text(from['problem']),
    checks: list(detail['checks']).map(readCheck),
    stage: optional(detail['stage']),
    stagesDone: number(detail['stagesDone']),
    stages: number(detail['stages']),
    read: number(detail['read']),
    error: optional(detail['error']),
    name: text(detail['name']),
    touched: detail['touched'] === true,
    articles: number(detail['articles']),
    chatId: optional(detail['chatId']),
    answers: number(detail['answers']),
    missing: list(detail['missing']).map((step) => oneOf(step, stepIds, 'connect')),
  };
};

export const readOnboarding = (value: unknown): Onboarding => {
  const from = dict(value);
  const current = stepIds.find((step) => step === from['current']) ?? null;
  return {
    done: from['done'] === true,
    dismissed: from['dismissed'] === true,
    current,
    steps: list(from['steps']).map(readStep),
    template: optional(from['template']),
    language: languages.find((language) => language === from['language']) ?? null,
    agentId: optional(from['agentId']),
  };
};

export const readTemplate = (value: unknown): Template => {
  const from = dict(value);
  return {
    id: id(from['id'], 'template'),
    title: text(from['title']),
    summary: text(from['summary']),
    greeting: text(from['greeting']),
    example: text(from['example']),
    knowledge: list(from['knowledge']).map((one) => ({ title: text(dict(one)['title']), prompt: text(dict(one)['prompt']) })),
  };
};

/** Problems that only the CRM itself can tell: an answer for which it was not asked knows nothing of them. */
const TOLD_BY_CRM: readonly string[] = ['plan', 'not_admin', 'scope_missing', 'kommo_unreachable', 'subscription_missing', 'subscription_disabled'];

/** What the CRM was asked stays shown until it is asked again. */
export const keepChecks = (before: Onboarding | undefined, next: Onboarding): Onboarding => {
  const merge = (step: Step): Step => {
    const known = before?.steps.find(({ id: same }) => same === step.id);
    if (!known || step.state !== 'done') return step;
    if (TOLD_BY_CRM.includes(known.problem)) return known;
    return step.checks.length < known.checks.length ? { ...step, checks: known.checks } : step;
  };
  return { ...next, steps: next.steps.map(merge) };
};
