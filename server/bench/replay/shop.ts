/** A made-up shop: what happened in it, its rules, and beside each in plain code when it has to fire. */
import { type AccountData } from '../../sdk/crm-data.ts';
import { RuleDefinition } from '../../features/rules/definition.ts';
import { type Body } from '../../features/hooks/hook-world.testing.ts';
import { randomOf } from '../rules/made-up.ts';

export interface Happened {
  lead: number;
  /** Seconds. */
  at: number;
  price: number;
  stage: number;
  responsible: number;
  tags: readonly string[];
}

export interface PlainRule {
  definition: RuleDefinition;
  holds(event: Happened): boolean;
}
export type ListedRule = PlainRule & { id: string };

const LEADS = 200;
const DAYS = 25;
const STAGES = Array.from({ length: 12 }, (_, index) => 100 + index);
const TAGS = ['vip', 'wholesale', 'repeat', 'school', 'hotel', 'gift', 'spain', 'brazil', 'slow', 'urgent'];
const HOUR = 3_600;

export const PIPELINE: AccountData['pipelines'][number] = {
  id: '5',
  name: 'Sales',
  main: true,
  sort: 1,
  stages: STAGES.map((id, sort) => ({ id: String(id), name: `Stage ${id}`, kind: 'open', sort })),
};

/** Leads take turns, so that those of one hook are all different. */
export function happened(count: number, now: number): Happened[] {
  const random = randomOf(23);
  const below = (limit: number): number => Math.floor(random() * limit);
  const step = Math.max(1, Math.floor((DAYS * 24 * HOUR) / count));
  return Array.from({ length: count }, (_, index) => ({
    lead: 1_000 + (index % LEADS),
    at: now - (count - index) * step,
    price: below(1_000) * 100,
    stage: STAGES[below(STAGES.length)] ?? 0,
    responsible: 1 + below(2),
    tags: ['all', ...TAGS.filter(() => random() < 0.12)],
  }));
}

/** Kommo's hook for these updates. */
export const bodyOf = (account: string, events: readonly Happened[]): Body => ({
  account: { id: account },
  leads: {
    update: events.map(({ lead, at, price, stage, responsible, tags }) => ({
      id: lead,
      name: `Lead ${lead}`,
      price,
      pipeline_id: 5,
      status_id: stage,
      responsible_user_id: responsible,
      created_at: at - 90 * 24 * HOUR,
      updated_at: at,
      last_modified: at,
      tags: tags.map((name, index) => ({ id: index + 1, name })),
    })),
  },
});

const stageIs = (...stages: number[]) => ({ condition: 'stage-is', input: { stages: stages.map((stage) => `5:${stage}`) } });
const tagHas = (tags: string[], match: 'any' | 'all' | 'none' = 'any') => ({ condition: 'tag-has', input: { tags, match } });
const priceIs = (from: number | null, to: number | null = null) => ({ condition: 'price-range', input: { from, to } });
const heldBy = (...users: number[]) => ({ condition: 'responsible-is', input: { users: users.map(String) } });

type Parts = Partial<Pick<RuleDefinition, 'priority' | 'cooldown' | 'stop'>>;

function rule(name: string, conditions: RuleDefinition['conditions'], holds: PlainRule['holds'], parts: Parts = {}): PlainRule {
  const actions = [{ action: 'add-note', input: { text: 'Seen' } }];
  return { definition: RuleDefinition.parse({ name, trigger: { on: 'lead_updated' }, conditions, actions, ...parts }), holds };
}

/** Twenty: plain ones for each kind of group, some with a cooldown, some that let no other through. */
export function rulesOf(): PlainRule[] {
  const has = ({ tags }: Happened, tag: string): boolean => tags.includes(tag);
  const plain = [0, 1, 2, 3, 4, 5].map((index) => {
    const [stage, tag, price] = [100 + index, TAGS[index] ?? '', index * 10_000];
    const parts: Parts = index % 2 === 0 ? { cooldown: 100 * HOUR } : {};
    return rule(
      `stage, tag and price ${index}`,
      { all: [stageIs(stage), tagHas([tag]), priceIs(price)] },
      (event) => event.stage === stage && has(event, tag) && event.price >= price,
      parts,
    );
  });
  const nested = [0, 1, 2, 3, 4].map((index) => {
    const [first, second] = [TAGS[index] ?? '', TAGS[index + 5] ?? ''];
    return rule(
      `either, and not ${index}`,
      { all: [priceIs(95_000 - index * 1_000), { any: [tagHas([first]), stageIs(106 + index)] }, { not: { any: [tagHas([second]), heldBy(2)] } }] },
      (event) => event.price >= 95_000 - index * 1_000 && (has(event, first) || event.stage === 106 + index) && !has(event, second) && event.responsible !== 2,
      { priority: 100 + index * 10 },
    );
  });
  const both = [0, 1, 2].map((index) => {
    const [first, second] = [TAGS[index * 2] ?? '', TAGS[index * 2 + 1] ?? ''];
    const parts = { cooldown: (index + 1) * 150 * HOUR, priority: 300 - index };
    return rule(`both tags ${index}`, tagHas([first, second], 'all'), (event) => has(event, first) && has(event, second), parts);
  });
  const alone = [0, 1, 2].map((index) =>
    rule(
      `a narrow price ${index}`,
      priceIs(index * 20_000, index * 20_000 + 2_000),
      ({ price }) => price >= index * 20_000 && price <= index * 20_000 + 2_000,
      { priority: 5 },
    ),
  );
  return [
    ...plain,
    ...nested,
    ...both,
    ...alone,
    rule('a gate', { all: [stageIs(111), heldBy(1)] }, ({ stage, responsible }) => stage === 111 && responsible === 1, { priority: 900, stop: true }),
    rule(
      'a gate that is low and rests',
      { all: [tagHas(['urgent']), stageIs(105, 106)] },
      (event) => has(event, 'urgent') && (event.stage === 105 || event.stage === 106),
      { priority: 50, stop: true, cooldown: 30 * HOUR },
    ),
    rule(
      'below every gate',
      { all: [tagHas(['gift', 'spain'], 'any'), priceIs(null, 10_000)] },
      (event) => (has(event, 'gift') || has(event, 'spain')) && event.price <= 10_000,
      {
        priority: 0,
      },
    ),
  ];
}

/** By rule, the events it has to fire on, in their order. */
export function toFire(rules: readonly ListedRule[], events: readonly Happened[]): Map<string, Happened[]> {
  const ordered = rules.toSorted((a, b) => b.definition.priority - a.definition.priority);
  const fired = new Map<string, Happened[]>(rules.map(({ id }) => [id, []]));
  const last = new Map<string, number>();
  for (const event of events) {
    for (const { id, definition, holds } of ordered) {
      if (!holds(event)) continue;
      const place = `${id} ${event.lead}`;
      if (event.at - (last.get(place) ?? Number.NEGATIVE_INFINITY) < definition.cooldown) continue;
      fired.get(id)?.push(event);
      last.set(place, event.at);
      if (definition.stop) break;
    }
  }
  return fired;
}
