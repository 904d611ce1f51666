/** What a rule says: trigger, conditions, actions. Stored as it is, in versions; drawn by the editor; run by the matcher. */
import { z } from 'zod';

import { eventNames } from '../../sdk/event-names.ts';
import { type EventName } from '../../sdk/events.ts';

/** Groups within groups; deeper is refused in words. */
export const DEPTH_MAX = 6;
/** Conditions and groups of one rule. */
export const NODES_MAX = 60;
export const ACTIONS_MAX = 20;

/** Short names of what rules are mostly about; any event's own name is a trigger too. */
export const TRIGGERS = {
  lead_created: 'lead.created',
  lead_updated: 'lead.updated',
  stage_changed: 'lead.stage_changed',
  responsible_changed: 'lead.responsible_changed',
  message_received: 'message.received',
  call_missed: 'call.missed',
  task_created: 'task.created',
  task_completed: 'task.completed',
  contact_created: 'contact.created',
  note_added: 'note.added',
  time_based: 'time.reached',
  manual: 'rule.requested',
} as const satisfies Record<string, EventName>;

const NAMES: ReadonlySet<string> = new Set([...Object.keys(TRIGGERS), ...eventNames]);

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written HH:MM.');

/** Looks at every open lead at these times of the account's day. */
const Schedule = z
  .object({
    kind: z.literal('schedule'),
    /** 1 = Monday … 7 = Sunday. */
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    at: Clock,
  })
  .meta({ id: 'RuleSchedule' });

/** Looks for open leads with which nothing happened for so long; once for each such silence. */
const Silence = z
  .object({
    kind: z.literal('silence'),
    of: z.enum(['anything', 'unanswered', 'message_in', 'message_out', 'stage']).default('anything'),
    amount: z.number().int().min(1).max(1000),
    unit: z.enum(['minutes', 'hours', 'days']),
  })
  .meta({ id: 'RuleSilence' });

export const Trigger = z
  .object({
    on: z.string().refine((name) => NAMES.has(name), 'There is no such trigger: choose one of the list.'),
    time: z.discriminatedUnion('kind', [Schedule, Silence]).optional(),
  })
  .refine(({ on, time }) => (on === 'time_based') === (time !== undefined), { path: ['time'], message: 'A rule by time, and only such a rule, says when.' })
  .meta({ id: 'RuleTrigger' });
export type Trigger = z.output<typeof Trigger>;

/** A plugin's input as its author filled it in; the plugin's own schema reads it. */
const Input = z.record(z.string().max(100), z.unknown());
const PluginId = z.string().min(1).max(60);

export interface Leaf {
  condition: string;
  input: Record<string, unknown>;
}
export type Node = { all: Node[] } | { any: Node[] } | { not: Node } | Leaf;

const NodeShape: z.ZodType<Node> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(NodeShape).max(NODES_MAX) }),
    z.strictObject({ any: z.array(NodeShape).min(1, 'A group of alternatives needs at least one condition.').max(NODES_MAX) }),
    z.strictObject({ not: NodeShape }),
    z.strictObject({ condition: PluginId, input: Input.default({}) }),
  ]),
) as z.ZodType<Node>;

/** A depth and a number of nodes that neither a person nor a parser has trouble with; looked at before the shape is. */
const Tree = z
  .unknown()
  .superRefine((value, ctx) => {
    const problem = sizeProblem(value);
    if (problem) ctx.addIssue({ code: 'custom', message: problem, continue: false });
  })
  .pipe(NodeShape)
  .meta({ id: 'RuleConditions', override: { type: 'object', description: '`{all: […]}`, `{any: […]}`, `{not: …}` or `{condition, input}`' } });

export const RuleAction = z.object({ action: PluginId, input: Input.default({}) }).meta({ id: 'RuleAction' });

export const RuleDefinition = z
  .object({
    name: z.string().trim().min(1).max(120),
    description: z.string().max(1000).default(''),
    trigger: Trigger,
    conditions: Tree.default({ all: [] }),
    actions: z.array(RuleAction).min(1, 'A rule does something: add an action.').max(ACTIONS_MAX),
    priority: z.number().int().min(0).max(1000).default(100).meta({ description: 'Higher first; of equal ones the older rule first.' }),
    cooldown: z
      .number()
      .int()
      .min(0)
      .max(365 * 86_400)
      .default(0)
      .meta({ description: 'Seconds after it ran in which it does not run again for the same subject; 0 = none.' }),
    stop: z.boolean().default(false).meta({ description: 'No lower rule runs for the event after this one.' }),
  })
  .meta({ id: 'RuleDefinition' });
export type RuleDefinition = z.output<typeof RuleDefinition>;

/** The name of the event a trigger waits for. */
export const eventOf = ({ on }: Pick<Trigger, 'on'>): EventName => (on in TRIGGERS ? TRIGGERS[on as keyof typeof TRIGGERS] : (on as EventName));

export const isLeaf = (node: Node): node is Leaf => 'condition' in node;

export const childrenOf = (node: Node): readonly Node[] => ('all' in node ? node.all : 'any' in node ? node.any : 'not' in node ? [node.not] : []);

/** Every condition of the tree with its place, e.g. `all.0.any.1`. */
export function leavesOf(node: Node, path = ''): { leaf: Leaf; path: string }[] {
  if (isLeaf(node)) return [{ leaf: node, path }];
  const at = (part: string): string => (path ? `${path}.${part}` : part);
  if ('not' in node) return leavesOf(node.not, at('not'));
  const name = 'all' in node ? 'all' : 'any';
  return childrenOf(node).flatMap((child, index) => leavesOf(child, at(`${name}.${index}`)));
}

/** Without recursion: what is measured may be deeper than the stack. */
function sizeProblem(value: unknown): string | undefined {
  let level: unknown[] = [value];
  let nodes = 0;
  for (let depth = 0; level.length > 0; depth++) {
    nodes += level.length;
    if (depth > DEPTH_MAX) return `Groups may lie ${DEPTH_MAX} deep: make the conditions flatter, or two rules of them.`;
    if (nodes > NODES_MAX) return `A rule may have ${NODES_MAX} conditions and groups: make two rules of it.`;
    level = level.flatMap((node): unknown[] => {
      if (typeof node !== 'object' || node === null) return [];
      const { all, any, not } = node as Record<string, unknown>;
      return [...(Array.isArray(all) ? (all as unknown[]) : []), ...(Array.isArray(any) ? (any as unknown[]) : []), ...(not === undefined ? [] : [not])];
    });
  }
  return undefined;
}
