import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound } from '../../errors.ts';
import { Lead } from '../crm/entities.ts';
import { type Talk } from '../talks/entities.ts';
import { Agent, AgentVersion } from './entities.ts';
import { type AgentPatch, type AgentSettings, type Agent as AgentShape } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'config' | 'llm' | 'activity' | 'caller'>;

/** AI personas and their versions. */
export class AgentService {
  readonly #deps: Deps;

  constructor({ em, accountId, config, llm, activity, caller }: Deps) {
    this.#deps = { em, accountId, config, llm, activity, caller };
  }

  /** The model an agent really uses. */
  readonly modelOf = (agent: Agent): string => agent.settings.model || this.#deps.config.llm.model;

  /** Oldest first: the order in which they are asked whether a talk is theirs. */
  async all(em: EntityManager = this.#deps.em.fork()): Promise<Agent[]> {
    return em.find(Agent, {}, { orderBy: { id: 'asc' } });
  }

  async leadOf(em: EntityManager, talk: Pick<Talk, 'leadId'>): Promise<Lead | undefined> {
    return talk.leadId ? ((await em.findOne(Lead, { id: talk.leadId })) ?? undefined) : undefined;
  }

  /** The first agent bound to this talk's channel and its lead's stage. */
  pick(agents: Agent[], talk: Pick<Talk, 'origin'>, lead: Pick<Lead, 'pipelineCrmId' | 'stageCrmId'> | undefined): Agent | undefined {
    const stage = lead ? `${lead.pipelineCrmId ?? ''}:${lead.stageCrmId ?? ''}` : '';
    return agents.find(
      ({ settings }) =>
        (settings.channels.length === 0 || settings.channels.includes(talk.origin ?? '')) && (settings.stages.length === 0 || settings.stages.includes(stage)),
    );
  }

  async list(): Promise<z.output<typeof AgentShape>[]> {
    return (await this.all()).map(present);
  }

  async get(id: string): Promise<z.output<typeof AgentShape>> {
    return present(await this.#find(id));
  }

  /** `em`: a transaction of the caller's to make it in. */
  async create(settings: AgentSettings, em: EntityManager = this.#deps.em): Promise<z.output<typeof AgentShape>> {
    const { accountId } = this.#deps;
    return em.transactional(async (tx) => {
      const agent = tx.create(Agent, { accountId, settings, version: 1 });
      tx.create(AgentVersion, { accountId, agentId: agent.id, version: 1, settings, memberId: this.#deps.caller?.memberId ?? null });
      await this.#log(tx, agent, 'agent.created');
      await tx.flush();
      return present(agent);
    });
  }

  /** Every change is a new version. Throws `conflict` with the current agent when `version` is not the newest. */
  async update(id: string, { version, ...patch }: z.output<typeof AgentPatch>, em: EntityManager = this.#deps.em): Promise<z.output<typeof AgentShape>> {
    const { accountId } = this.#deps;
    return em.transactional(async (tx) => {
      const agent = await tx.findOne(Agent, { id });
      if (!agent) throw notFound('agent');
      if (agent.version !== version)
        throw conflict('version_conflict', 'Someone else changed this agent meanwhile. Merge with the current version and try again.', {
          current: present(agent),
        });
      const before = agent.settings.mode;
      agent.settings = { ...agent.settings, ...defined(patch) };
      agent.version += 1;
      tx.create(AgentVersion, { accountId, agentId: id, version: agent.version, settings: agent.settings, memberId: this.#deps.caller?.memberId ?? null });
      await this.#log(tx, agent, BOLDNESS[agent.settings.mode] > BOLDNESS[before] ? 'agent.published' : 'agent.changed');
      await tx.flush();
      return present(agent);
    });
  }

  /** Newest first. */
  async versions(id: string): Promise<{ version: number; settings: AgentSettings; createdAt: string }[]> {
    await this.#find(id);
    const rows = await this.#deps.em.find(AgentVersion, { agentId: id }, { orderBy: { version: 'desc' }, limit: 200 });
    return rows.map((row) => ({ version: row.version, settings: row.settings, createdAt: row.createdAt.toISOString() }));
  }

  async models(): ReturnType<Deps['llm']['models']> {
    return this.#deps.llm.models();
  }

  async #log(tx: EntityManager, { id, version, settings }: Agent, kind: 'agent.created' | 'agent.changed' | 'agent.published'): Promise<void> {
    const { activity } = this.#deps;
    const data = { name: settings.name, version, mode: settings.mode };
    await activity.record(tx, { kind, actor: activity.caller(), subject: `agent:${id}`, agentId: id, data });
  }

  async #find(id: string): Promise<Agent> {
    const agent = await this.#deps.em.findOne(Agent, { id });
    if (!agent) throw notFound('agent');
    return agent;
  }
}

/** An agent that may do more than before goes live. */
const BOLDNESS: Record<AgentSettings['mode'], number> = { off: 0, draft: 1, auto: 2 };

const defined = (patch: Partial<AgentSettings>): Partial<AgentSettings> => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

const present = (agent: Agent): z.output<typeof AgentShape> => ({
  ...agent.settings,
  id: agent.id,
  version: agent.version,
  createdAt: agent.createdAt.toISOString(),
  updatedAt: agent.updatedAt.toISOString(),
});
