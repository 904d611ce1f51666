/** What each step of the set-up says, from what is there. Pure. */
import { type z } from 'zod';

import { type Mode } from '../accounts/schema.ts';
import { type AgentSettings } from '../agents/schema.ts';
import { type StageProgress } from '../sync/entities.ts';
import { type Check, type Step, type StepId, type StepProblem } from './schema.ts';

export type StepShape = z.output<typeof Step>;

export interface Facts {
  host: string;
  accountMode: Mode;
  connection: 'connected' | 'reauthorize' | 'disconnected';
  checks: readonly Check[];
  /** The newest run that reads everything; whether one has ever ended well. */
  sync: { id: string; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'; stages: readonly StageProgress[]; error: string | null } | undefined;
  synced: boolean;
  agent: { settings: AgentSettings; touched: boolean } | undefined;
  articles: { all: number; indexed: number; failed: number };
  tries: { chatId: string | undefined; answers: number };
}

/** In the order of the steps. */
export function stepsOf(facts: Facts): StepShape[] {
  const before = [connect(facts), sync(facts), agent(facts), knowledge(facts), trial(facts)];
  return [...before, live(facts, missingOf(before))];
}

/** What going live cannot do without; reading the CRM and trying the agent are wise, no more. */
const NEEDED: ReadonlySet<StepId> = new Set(['connect', 'agent', 'knowledge']);

export const missingOf = (steps: readonly StepShape[]): StepId[] => steps.filter(({ id, state }) => NEEDED.has(id) && state !== 'done').map(({ id }) => id);

const CONNECTION: Record<Facts['connection'], StepProblem | null> = { connected: null, reauthorize: 'access_lost', disconnected: 'not_connected' };

/** Which of the checks stop the set-up; the others are shown beside it. */
const STOPS: readonly Check['check'][] = ['connected', 'plan', 'is_admin', 'scopes'];

function connect({ connection, checks, host }: Facts): StepShape {
  const stop = STOPS.map((id) => checks.find(({ check }) => check === id)).find((found) => found && stops(found));
  const problem = CONNECTION[connection] ?? (stop ? problemOf(stop) : null);
  const state = problem === null ? 'done' : problem === 'not_connected' ? 'todo' : 'problem';
  return { id: 'connect', state, problem, detail: { checks: [...checks], host } };
}

/** Without the other scopes the agent can still draft, and a person sends. */
const stops = ({ check, state, lacks }: Check): boolean => {
  if (check === 'connected') return state !== 'ok';
  return state === 'problem' && (check !== 'scopes' || (lacks?.includes('crm') ?? false));
};

function problemOf({ check, state }: Check): StepProblem {
  if (check === 'plan') return 'plan';
  if (check === 'is_admin') return 'not_admin';
  if (check === 'scopes') return 'scope_missing';
  return state === 'unknown' ? 'kommo_unreachable' : 'access_lost';
}

const SUBSCRIPTION: Readonly<Record<string, StepProblem>> = { not_subscribed: 'subscription_missing', switched_off: 'subscription_disabled' };

function sync({ sync: run, synced, checks }: Facts): StepShape {
  const broken = SUBSCRIPTION[checks.find(({ check }) => check === 'subscription')?.code ?? ''];
  const detail = run && {
    syncId: run.id,
    stage: run.stages.find(({ state }) => state === 'running')?.stage ?? null,
    stagesDone: run.stages.filter(({ state }) => state === 'done' || state === 'skipped').length,
    stages: run.stages.length,
    read: run.stages.reduce((sum, { read }) => sum + read, 0),
    error: run.error,
  };
  if (run?.state === 'waiting' || run?.state === 'running') return { id: 'sync', state: 'running', problem: null, detail: detail ?? {} };
  if (run && !synced) return { id: 'sync', state: 'problem', problem: 'sync_failed', detail: detail ?? {} };
  if (broken) return { id: 'sync', state: 'problem', problem: broken, detail: detail ?? {} };
  return { id: 'sync', state: synced ? 'done' : 'todo', problem: null, detail: detail ?? {} };
}

const agent = ({ agent: made }: Facts): StepShape =>
  made
    ? { id: 'agent', state: 'done', problem: null, detail: { name: made.settings.name, mode: made.settings.mode, touched: made.touched } }
    : { id: 'agent', state: 'todo', problem: null, detail: {} };

function knowledge({ articles: { all, indexed, failed } }: Facts): StepShape {
  const detail = { articles: all, indexed };
  if (all === 0) return { id: 'knowledge', state: 'todo', problem: null, detail };
  // Found by words all the same: said, but in nobody's way.
  return { id: 'knowledge', state: 'done', problem: failed > 0 ? 'not_indexed' : null, detail };
}

const trial = ({ tries: { chatId, answers } }: Facts): StepShape => ({
  id: 'try',
  state: answers > 0 ? 'done' : 'todo',
  problem: null,
  detail: { answers, ...(chatId ? { chatId } : {}) },
});

function live({ agent: made, accountMode }: Facts, missing: StepId[]): StepShape {
  const detail = { missing, accountMode };
  if (!made || made.settings.mode === 'off') return { id: 'live', state: 'todo', problem: null, detail };
  if (accountMode === 'off') return { id: 'live', state: 'problem', problem: 'account_off', detail };
  return { id: 'live', state: 'done', problem: null, detail };
}
