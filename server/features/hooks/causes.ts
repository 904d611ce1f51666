import { type ScopedCradle } from '../../container.ts';
import { Activity } from '../activity/entities.ts';
import { CauseRows, type CausedRow } from './cause-rows.ts';
import { type HookEvent, type ListedEvent } from './entities.ts';
import { ruleRows } from './rule-rows.ts';
import { type Caused } from './schema.ts';

/** A bulk hook may say more; the tree shows that many of its events. */
const EVENTS_MAX = 300;
const EVENTS_IN_BRIEF = 20;
const JOBS_MAX = 200;

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'queue'>;

/** What came of a hook: event > message, card, task, call > draft, callback > delivery, rule > action > effect, and the jobs that carry their ids. */
export class HookCauses {
  readonly #deps: Deps;

  constructor({ em, accountId, queue }: Deps) {
    this.#deps = { em, accountId, queue };
  }

  /** For lists: by hook, the events that brought a message, with its drafts. */
  async inBrief(hooks: readonly HookEvent[]): Promise<Map<string, Caused[]>> {
    const isMessage = ({ name, duplicate }: ListedEvent): boolean => name.startsWith('message.') && !duplicate;
    const events = hooks.flatMap((hook) => hook.events.filter(isMessage).slice(0, EVENTS_IN_BRIEF));
    const rows = await new CauseRows(this.#deps.em).load(events.map(({ subject }) => subject));
    return new Map(hooks.map((hook) => [hook.id, this.#tree(hook, rows, isMessage).filter(({ children }) => children.length > 0)]));
  }

  async whole(hook: HookEvent): Promise<Caused[]> {
    const rows = await new CauseRows(this.#deps.em).load(hook.events.slice(0, EVENTS_MAX).flatMap((event) => (event.duplicate ? [] : namedBy(event))));
    const tree = this.#tree(hook, rows, () => true);
    await this.#addRules(hook, tree);
    await this.#addActivities(hook, tree);
    await this.#addJobs(tree);
    return tree;
  }

  #tree(hook: HookEvent, rows: Map<string, CausedRow>, wanted: (event: ListedEvent) => boolean): Caused[] {
    return hook.events.slice(0, EVENTS_MAX).flatMap((event, index) => {
      if (!wanted(event)) return [];
      const children = event.duplicate ? [] : namedBy(event).flatMap((subject) => rows.get(subject)?.node ?? []);
      return [{ kind: 'event' as const, id: String(index), label: event.name, state: event.duplicate ? 'duplicate' : 'new', at: event.at, children }];
    });
  }

  /** Each under the event that started it. */
  async #addRules(hook: HookEvent, tree: Caused[]): Promise<void> {
    for (const { event, node } of await ruleRows(this.#deps.em, hook.id)) {
      const parent = tree[hook.events.findIndex(({ name, subject, duplicate }) => name === event.name && subject === event.subject && !duplicate)] ?? tree[0];
      (parent?.children ?? tree).push(node);
    }
  }

  /** Each under the event of its name and subject, else of its subject, else under the first. */
  async #addActivities(hook: HookEvent, tree: Caused[]): Promise<void> {
    const activities = await this.#deps.em.fork().find(Activity, { hookEventId: hook.id }, { orderBy: { id: 'asc' }, limit: EVENTS_MAX });
    for (const { id, kind, subject, at } of activities) {
      const place = (fits: (event: ListedEvent) => boolean): Caused | undefined => tree[hook.events.findIndex(fits)];
      const parent = place((event) => event.name === kind && event.subject === subject) ?? place((event) => event.subject === subject) ?? tree[0];
      const node: Caused = { kind: 'activity', id, label: kind, at: at.toISOString(), children: [] };
      if (parent) parent.children.push(node);
      else tree.push(node);
    }
  }

  async #addJobs(tree: Caused[]): Promise<void> {
    const carriers = new Map<string, Caused>();
    const visit = (node: Caused): void => {
      if (node.kind !== 'event' && node.kind !== 'activity') carriers.set(node.id, node);
      node.children.forEach(visit);
    };
    tree.forEach(visit);
    const { queue, accountId } = this.#deps;
    for (const job of await queue.rows.carrying([...carriers.keys()], accountId, JOBS_MAX)) {
      const held = Object.values(job.data).flatMap((value) => (typeof value === 'string' ? (carriers.get(value) ?? []) : []));
      const parent = held.toSorted((a, b) => depthOf(b) - depthOf(a))[0];
      parent?.children.push({ kind: 'job', id: job.id, label: job.name, state: job.state, at: job.createdAt.toISOString(), children: [] });
    }
  }
}

/** A job is shown under the most particular thing it carries: a delivery before its draft, a message before its talk. */
const DEPTH: Partial<Record<Caused['kind'], number>> = { delivery: 5, effect: 4, rule_run: 3, callback: 4, draft: 3, message: 2, call: 2, task: 2 };
const depthOf = ({ kind }: Caused): number => DEPTH[kind] ?? 1;

/** The event's own subject first, then the cards it names. */
function namedBy({ subject, data }: ListedEvent): string[] {
  const named = (['talkId', 'leadId', 'contactId'] as const).flatMap((field) => {
    const id = data[field];
    return typeof id === 'string' ? [`${field.slice(0, -2)}:${id}`] : [];
  });
  return [...new Set([subject, ...named, ...(typeof data['entity'] === 'string' ? [data['entity']] : [])])];
}
