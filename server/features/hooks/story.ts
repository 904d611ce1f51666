import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type Actor, type DomainEvent } from '../../sdk/events.ts';
import { Member } from '../accounts/entities.ts';
import { type ActivityData } from '../activity/entities.ts';
import { type ActivityKind, activityKinds } from '../activity/schema.ts';
import { type ActivityEntry } from '../activity/service.ts';
import { Pipeline } from '../crm/entities.ts';
import { type Heard } from '../talks/intake.ts';
import { StoryFacts } from './story-facts.ts';

type Deps = Pick<ScopedCradle, 'activity' | 'crm' | 'callbacks'>;

/** What became of an event. */
export interface Told {
  hookEventId: string;
  /** Nothing it tells happened later. */
  receivedAt: Date;
  /** The mirror learned something from it. */
  changed: boolean;
  heard: Heard | undefined;
  /** Kinds of this hook that are written once, however many rows it has. */
  once: Set<string>;
}

const KINDS: ReadonlySet<string> = new Set(activityKinds);
const isKind = (name: string): name is ActivityKind => KINDS.has(name);

/** Worth a line only when they changed something: they come in floods, or twice without a key. */
const ONLY_CHANGES = /\.(?:updated|deleted|restored)$/;

/** Writes the activity of hooks: who did what to whom, with the names as they are known then. */
export class HookStory {
  readonly #deps: Deps;
  #members: Promise<Map<string, string>> | undefined;
  #stages: Promise<Map<string, string>> | undefined;

  constructor({ activity, crm, callbacks }: Deps) {
    this.#deps = { activity, crm, callbacks };
  }

  /** After the mirror has taken the event in, in the same transaction. */
  async tell(tx: EntityManager, event: DomainEvent, { hookEventId, receivedAt, changed, heard, once }: Told): Promise<void> {
    const kind = event.name;
    if (!isKind(kind) || (ONLY_CHANGES.test(kind) && !changed)) return;
    if (kind.endsWith('.updated')) {
      if (once.has(kind)) return;
      once.add(kind);
    }
    if (event.name === 'message.received' || event.name === 'message.sent') {
      if (!heard || heard.kind === 'ours') return;
    }
    if (event.name === 'task.created' && (await this.#isOurs(tx, event.data.id))) return;
    const facts = new StoryFacts(this.#deps.crm, tx, { user: (id) => this.#user(tx, id), stage: (pipeline, stage) => this.#stage(tx, pipeline, stage) });
    const { leadCrmId, data } = await facts.of(event);
    await this.#deps.activity.record(tx, {
      kind,
      at: new Date(Math.min(Date.parse(event.at), receivedAt.getTime())),
      actor: await this.#actor(tx, event.actor),
      subject: event.subject,
      leadCrmId: leadCrmId ?? null,
      talkId: heard?.talk.id ?? null,
      hookEventId,
      data: shortened(data),
    });
  }

  /** A task of ours comes back as a hook: it has its line already. */
  async #isOurs(tx: EntityManager, id: string): Promise<boolean> {
    const task = await this.#deps.crm.known(tx, 'task', id);
    return task !== null && this.#deps.callbacks.isOurs(tx, task);
  }

  async #actor(tx: EntityManager, { kind, id, name }: Actor): Promise<NonNullable<ActivityEntry['actor']>> {
    if (kind === 'customer') return { kind: 'customer', id: id ?? null, name: name ?? null };
    // Robots and strangers of the CRM have no id: it was done there, and not by us.
    if (kind !== 'user') return { kind: 'crm_user', id: null, name: name ?? null };
    return { kind: 'crm_user', id: id ?? null, name: name ?? (id ? ((await this.#names(tx)).get(id) ?? null) : null) };
  }

  async #user(tx: EntityManager, id: string): Promise<string> {
    return (await this.#names(tx)).get(id) ?? id;
  }

  async #stage(tx: EntityManager, pipelineId: string | undefined, stageId: string): Promise<string> {
    this.#stages ??= stagesOf(tx);
    const stages = await this.#stages;
    return stages.get(`${pipelineId ?? ''}:${stageId}`) ?? stages.get(`:${stageId}`) ?? stageId;
  }

  /** Read once for a run of hooks. */
  #names(tx: EntityManager): Promise<Map<string, string>> {
    this.#members ??= tx.find(Member, {}, { fields: ['crmUserId', 'name'] }).then((rows) => new Map(rows.map((row) => [row.crmUserId, row.name])));
    return this.#members;
  }
}

/** By pipeline and stage, and by stage alone for what does not name its pipeline. */
async function stagesOf(tx: EntityManager): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { crmId, stages } of await tx.find(Pipeline, {}))
    for (const { id, name } of stages) {
      names.set(`${crmId}:${id}`, name);
      names.set(`:${id}`, name);
    }
  return names;
}

const TEXT_MAX = 500;

/** Without what is not known; texts cut. */
const shortened = (data: Record<string, string | number | boolean | null | undefined>): ActivityData =>
  Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, typeof value === 'string' ? value.slice(0, TEXT_MAX).toWellFormed() : value]],
    ),
  );
