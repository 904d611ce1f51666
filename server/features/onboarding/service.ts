import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { conflict } from '../../errors.ts';
import { type Language } from '../../sdk/types.ts';
import { Account } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { type Agent as AgentShape, type AgentSettings } from '../agents/schema.ts';
import { Onboarding } from './entities.ts';
import { readFacts } from './facts.ts';
import { type AgentBody, type Onboarding as OnboardingShape, type Template as TemplateShape, type TemplateId } from './schema.ts';
import { missingOf, stepsOf } from './steps.ts';
import { agentOf, presentTemplate, templates } from './templates/all.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'accounts' | 'agents' | 'clock' | 'caller' | 'crmChecks'>;
type Shape = z.output<typeof OnboardingShape>;

/** An account's way from nothing to an agent at work. What can be seen is looked at; only what cannot is remembered. */
export class OnboardingService {
  readonly #deps: Deps;

  constructor({ em, accountId, accounts, agents, clock, caller, crmChecks }: Deps) {
    this.#deps = { em, accountId, accounts, agents, clock, caller, crmChecks };
  }

  /** `check`: the CRM is asked as well; otherwise only what is known here is told. */
  async read({ check }: { check: boolean }): Promise<Shape> {
    const { em, accountId, crmChecks } = this.#deps;
    const checks = check ? await crmChecks.ask() : await crmChecks.known();
    const reader = em.fork();
    const row = await reader.findOne(Onboarding, { accountId });
    const agent = await this.#agent(reader, row);
    const touched = row !== null && agent !== undefined && agent.id === row.agentId && (await this.#isTouched(reader, row, agent.settings));
    const steps = stepsOf(await readFacts(reader, { accountId, checks, agent, touched }));
    const current = steps.find(({ state }) => state !== 'done')?.id ?? null;
    const done = steps.at(-1)?.state === 'done' && missingOf(steps).length === 0;
    return {
      done,
      current,
      steps,
      dismissed: Boolean(row?.dismissedAt),
      template: (row?.template ?? null) as TemplateId | null,
      language: (row?.language ?? null) as Language | null,
      agentId: agent?.id ?? null,
    };
  }

  async templates(language: Language): Promise<z.output<typeof TemplateShape>[]> {
    const { name } = await this.#deps.accounts.current();
    return templates.map((template) => presentTemplate(template, language, name));
  }

  /** Makes the first agent, or makes it anew from another template. @throws AppError 409 when it was changed by hand and `replace` is not said */
  async makeAgent({ template, language, replace }: z.output<typeof AgentBody>): Promise<z.output<typeof AgentShape>> {
    const { em, agents, accountId } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await this.#row(tx);
      const settings = agentOf(template, language, (await tx.findOneOrFail(Account, { id: accountId })).name);
      // An agent made by hand is somebody's work too: it becomes the new one only when they say so.
      const made = await this.#agent(tx, row);
      if (made && !replace && (made.id !== row.agentId || (await this.#isTouched(tx, row, made.settings))))
        throw conflict('agent_changed', 'Somebody changed this agent by hand. Keep it, or send replace: true to write it anew; the old version is kept.', {
          agentId: made.id,
        });
      const { mode } = made?.settings ?? settings;
      const agent = made ? await agents.update(made.id, { ...settings, mode, version: made.version }, tx) : await agents.create(settings, tx);
      Object.assign(row, { template, language, agentId: agent.id });
      await tx.flush();
      return agent;
    });
  }

  /** The agent begins to draft replies. @throws AppError 409 naming what is missing */
  async goLive(): Promise<Shape> {
    const { em, accounts, agents, caller, clock } = this.#deps;
    const { steps, agentId } = await this.read({ check: true });
    const missing = missingOf(steps);
    if (missing.length > 0 || !agentId) throw conflict('not_ready', `Finish these steps first: ${missing.join(', ')}.`, { missing });
    const agent = await agents.get(agentId);
    if (agent.mode === 'off') await agents.update(agentId, { mode: 'draft', version: agent.version });
    if (caller && (await accounts.current()).mode === 'off') await accounts.setMode('draft', caller);
    await em.fork().transactional(async (tx) => {
      const row = await this.#row(tx);
      row.liveAt ??= clock.now();
      row.agentId ??= agentId;
    });
    return this.read({ check: false });
  }

  async dismiss(dismissed: boolean): Promise<Shape> {
    const { em, clock } = this.#deps;
    await em.fork().transactional(async (tx) => {
      (await this.#row(tx)).dismissedAt = dismissed ? clock.now() : null;
    });
    return this.read({ check: false });
  }

  /** The one it made; without, the account's first. */
  async #agent(em: EntityManager, row: Onboarding | null): Promise<Agent | undefined> {
    const made = row?.agentId ? await em.findOne(Agent, { id: row.agentId }) : null;
    return made ?? (await this.#deps.agents.all(em))[0];
  }

  /** Is it still as its template made it? Its mode aside: switching it on is no change of its character. */
  async #isTouched(em: EntityManager, { template, language }: Onboarding, settings: AgentSettings): Promise<boolean> {
    if (!template || !language) return true;
    const { name } = await em.findOneOrFail(Account, { id: this.#deps.accountId });
    const made = agentOf(template as TemplateId, language as Language, name);
    return canonical({ ...made, mode: settings.mode }) !== canonical(settings);
  }

  /** Made at need, locked: two admins who click at once make one agent. */
  async #row(tx: EntityManager): Promise<Onboarding> {
    const { accountId, clock } = this.#deps;
    const now = clock.now();
    const values = [newId(), accountId, now, now];
    await tx.execute('insert into onboarding (id, account_id, created_at, updated_at) values (?, ?, ?, ?) on conflict (account_id) do nothing', values);
    await tx.execute('select 1 from onboarding where account_id = ? for update', [accountId]);
    return tx.findOneOrFail(Onboarding, { accountId });
  }
}

/** Stored JSON has no order of its own. */
const canonical = (settings: AgentSettings): string => JSON.stringify(sorted(settings));
const sorted = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};
