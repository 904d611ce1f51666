import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';

import { testHost } from '../../../host/testing.ts';
import { conflictText } from './conflict-texts.ts';
import { type ConflictAgent, type ConflictOptions, type ConstantsOfLeaf, findConflicts, type FoundConflict } from './conflicts.ts';
import { Search } from './found.ts';
import { type Leaf, type Node, RuleDefinition } from '../definition.ts';

const { host } = testHost(fileURLToPath(new URL('../../../../plugins', import.meta.url)), { loadDeadlineMs: 20_000 });
const constants: ConstantsOfLeaf = ({ condition, input }) => host.constants(condition, input);
beforeAll(() => host.load());

type Do = [action: string, input?: Record<string, unknown>];
type Rule = { on: string; if?: Node; do: Do[]; stop?: boolean; priority?: number; cooldown?: number };

const definition = (name: string, { on, if: conditions, do: actions, stop = false, priority = 100, cooldown = 0 }: Rule): RuleDefinition =>
  RuleDefinition.parse({
    name,
    trigger: on === 'time_based' ? { on, time: { kind: 'silence', amount: 3, unit: 'days' } } : { on },
    ...(conditions ? { conditions } : {}),
    actions: actions.map(([action, input = {}]) => ({ action, input })),
    priority,
    cooldown,
    stop,
  });
/** Named by letters, in the order given. */
const find = (rules: Rule[], agents: ConflictAgent[] = [], options?: ConflictOptions): FoundConflict[] =>
  findConflicts(
    rules.map((rule, at) => ({ id: 'ABCDEFGH'[at] ?? String(at), definition: definition('ABCDEFGH'[at] ?? '?', rule) })),
    agents,
    constants,
    options,
  );
const briefly = (found: FoundConflict[]): string[] =>
  found.map(({ kind, ruleIds, agentId, field }) => [kind, ruleIds.join(''), agentId, field].filter((part) => part !== null).join(' '));

const leaf = (condition: string, input: Leaf['input']): Leaf => ({ condition, input });
const stage = (...stages: string[]): Leaf => leaf('stage-is', { stages });
const kind = (...kinds: string[]): Leaf => leaf('stage-is', { kinds });
const tag = (match: 'any' | 'all' | 'none', ...tags: string[]): Leaf => leaf('tag-has', { match, tags });
const price = (from: number | null, to: number | null): Leaf => leaf('price-range', { from, to });
const field = (name: string, is: string, ...value: string[]): Leaf => leaf('field-value', { field: name, is, value });
const hours = (is: 'inside' | 'outside', more = {}): Leaf => leaf('working-hours', { is, ...more });
const all = (...nodes: Node[]): Node => ({ all: nodes });
const not = (node: Node): Node => ({ not: node });

const toStage = (to: string): Do => ['update-lead', { stage: to }];
const toUser = (user: string): Do => ['update-lead', { responsible: user }];
const setPrice = (value: number): Do => ['update-lead', { price: value }];
const addTag = (name: string): Do => ['update-lead', { addTags: [name] }];
const dropTag = (name: string): Do => ['update-lead', { removeTags: [name] }];
const say: Do = ['send-message', { text: 'Hello' }];
const note: Do = ['add-note', { text: 'Noted' }];
const task: Do = ['create-task', { text: 'Call' }];
const turns: Do = ['assign', { users: ['1', '2'] }];

const agent = (id: string, settings: Partial<ConflictAgent['settings']> = {}): ConflictAgent => ({
  id,
  settings: { mode: 'auto', channels: [], stages: [], workingHours: null, ...settings },
});

describe('same_field', () => {
  const on = 'message_received';
  it.each<[string, Rule, Rule, string]>([
    ['stages', { on, do: [toStage('1:2')] }, { on, do: [toStage('1:3')] }, 'lead.stage'],
    ['prices', { on, do: [setPrice(5)] }, { on, do: [setPrice(6)] }, 'lead.price'],
    ['a price set and added to', { on, do: [setPrice(5)] }, { on, do: [['update-lead', { price: 5, priceMode: 'add' }]] }, 'lead.price'],
    ['responsible users', { on, do: [toUser('1')] }, { on, do: [toUser('2')] }, 'lead.responsible'],
    ['a user and a turn', { on, do: [toUser('1')] }, { on, do: [turns] }, 'lead.responsible'],
    ['two turns', { on, do: [turns] }, { on, do: [turns] }, 'lead.responsible'],
    ['a tag', { on, do: [addTag('VIP')] }, { on, do: [dropTag('VIP')] }, 'lead.tag.VIP'],
    [
      'a field',
      { on, do: [['update-lead', { fields: [{ field: 'lead.field.5', value: 'a' }] }]] },
      { on, do: [['update-lead', { fields: [{ field: 'lead.field.5', value: '{{contact.name}}' }] }]] },
      'lead.field.5',
    ],
    ['under conditions that may meet', { on, if: stage('1:2', '1:3'), do: [toUser('1')] }, { on, if: stage('1:3'), do: [toUser('2')] }, 'lead.responsible'],
    ['under conditions of different facts', { on, if: stage('1:2'), do: [toUser('1')] }, { on, if: tag('any', 'VIP'), do: [toUser('2')] }, 'lead.responsible'],
    ['under prices that meet at a limit', { on, if: price(0, 100), do: [toUser('1')] }, { on, if: price(100, null), do: [toUser('2')] }, 'lead.responsible'],
    ['where the lower one stops', { on, do: [toUser('1')] }, { on, do: [toUser('2')], stop: true, priority: 1 }, 'lead.responsible'],
  ])('%s', (_, a, b, expected) => {
    expect(briefly(find([a, b]))).toEqual([`same_field AB ${expected}`]);
  });

  it('the upper one is named first', () => {
    expect(
      briefly(
        find([
          { on, do: [toUser('1')], priority: 1 },
          { on, do: [toUser('2')] },
        ]),
      ),
    ).toEqual(['same_field BA lead.responsible']);
  });

  it('under alternatives, by what each of them needs', () => {
    const either: Node = { any: [stage('1:2'), stage('1:3')] };
    expect(
      briefly(
        find([
          { on, if: either, do: [toUser('1')] },
          { on, if: stage('1:3'), do: [toUser('2')] },
        ]),
      ),
    ).toEqual(['same_field AB lead.responsible']);
    expect(
      find([
        { on, if: either, do: [toUser('1')] },
        { on, if: stage('1:4'), do: [toUser('2')] },
      ]),
    ).toEqual([]);
  });
});

describe('harmless pairs of one event and field', () => {
  const on = 'message_received';
  const [one, two] = [toUser('1'), toUser('2')];
  it.each<[string, Node, Node]>([
    ['stages', stage('1:2'), stage('1:3')],
    ['a stage of another pipeline', stage('1:2'), field('lead.pipelineId', 'equals', '2')],
    ['kinds of stages', kind('won'), kind('lost')],
    ['a stage and its negation', stage('1:2'), not(stage('1:2', '1:3'))],
    ['channels', leaf('channel-is', { channels: ['whatsapp'] }), leaf('channel-is', { channels: ['telegram'] })],
    ['responsible users', leaf('responsible-is', { users: ['1'] }), leaf('responsible-is', { nobody: true })],
    ['prices', price(null, 999), price(1000, null)],
    ['prices that exclude the limit', price(1000, null), field('lead.price', 'less', '1000')],
    ['a tag there and not', tag('any', 'VIP', 'gold'), tag('none', 'gold', 'VIP', 'x')],
    ['a tag there and negated', tag('all', 'VIP', 'gold'), not(tag('any', 'VIP'))],
    ['values of a field', field('lead.field.5', 'equals', 'Grain'), field('lead.field.5', 'equals', 'Milk')],
    ['a field filled and empty', field('contact.email', 'is_empty'), field('contact.email', 'is_not_empty')],
    ['a value and not that value', field('lead.field.5', 'equals', 'Grain'), field('lead.field.5', 'not_equals', 'Grain')],
    ['numbers of a field', field('lead.field.6', 'between', '1', '5'), field('lead.field.6', 'greater', '5')],
    ['hours', hours('inside'), hours('outside')],
    ['new and returning', leaf('contact-history', { what: 'new' }), leaf('contact-history', { what: 'returning' })],
    ['counts', leaf('contact-history', { what: 'leads', is: 'at_most', value: 2 }), leaf('contact-history', { what: 'leads', is: 'greater', value: 2 })],
    ['time that has passed', leaf('time-elapsed', { amount: 2, unit: 'hours' }), leaf('time-elapsed', { is: 'less_than', amount: 120, unit: 'minutes' })],
    ['a stranger’s condition and its negation', leaf('moon', { phase: 'full' }), not(leaf('moon', { phase: 'full' }))],
    ['a negated group', not({ any: [tag('any', 'VIP'), price(1000, null)] }), tag('any', 'VIP')],
    ['deep among others', all(leaf('moon', {}), all(stage('1:2'))), { any: [all(stage('1:3'), tag('any', 'x')), stage('1:4')] }],
  ])('%s', (_, a, b) => {
    expect(
      find([
        { on, if: a, do: [one] },
        { on, if: b, do: [two] },
      ]),
    ).toEqual([]);
    expect(
      find([
        { on, if: b, do: [one] },
        { on, if: a, do: [two] },
      ]),
    ).toEqual([]);
  });

  it.each<[string, Rule, Rule]>([
    ['the same value', { on, do: [one] }, { on, do: [one] }],
    ['sums that are added', { on, do: [['update-lead', { price: 5, priceMode: 'add' }]] }, { on, do: [['update-lead', { price: 7, priceMode: 'add' }]] }],
    ['different tags', { on, do: [addTag('a')] }, { on, do: [dropTag('b')] }],
    ['different fields', { on, do: [one] }, { on, do: [toStage('1:2')] }],
    ['lead and contact', { on, do: [addTag('a')] }, { on, do: [['update-contact', { removeTags: ['a'] }]] }],
    ['different events', { on, do: [one] }, { on: 'call_missed', do: [two] }],
    ['the upper one stops', { on, if: tag('any', 'VIP'), do: [one], stop: true }, { on, do: [two] }],
    ['rules by time', { on: 'time_based', do: [one] }, { on: 'time_based', do: [two] }],
    ['rules by hand', { on: 'manual', do: [one] }, { on: 'manual', do: [two] }],
    ['another lead', { on, do: [['create-lead', { name: 'x', stage: '1:2' }]] }, { on, do: [toStage('1:3')] }],
    ['a stranger’s actions', { on, do: [['paint', { stage: '1:2' }]] }, { on, do: [['paint', { stage: '1:3' }]] }],
  ])('%s', (_, a, b) => {
    expect(find([a, b])).toEqual([]);
  });
});

describe('feeds_itself', () => {
  it.each<[string, Rule]>([
    ['a stage', { on: 'stage_changed', do: [toStage('1:2')] }],
    ['a change of the lead', { on: 'lead_updated', if: price(1000, null), do: [addTag('VIP')] }],
    ['a move as a change', { on: 'lead_updated', do: [toStage('1:2')] }],
    ['a responsible user', { on: 'responsible_changed', do: [turns] }],
    ['a task', { on: 'task_created', do: [task] }],
    ['a task that is done', { on: 'task_completed', do: [['complete-task']] }],
    ['a note', { on: 'note_added', do: [note] }],
    ['a lead', { on: 'lead_created', do: [['create-lead', { name: 'x' }]] }],
    ['a lead like the last one', { on: 'lead_created', if: tag('any', 'a'), do: [['create-lead', { name: 'x', tags: ['a'] }]], cooldown: 3600 }],
    ['a message', { on: 'message.sent', do: [say] }],
    ['a contact', { on: 'contact.updated', do: [['update-contact', { name: 'x' }]] }],
    ['a stage its condition asks for', { on: 'stage_changed', if: stage('1:2', '1:3'), do: [toStage('1:2')] }],
    ['a stage of the kind it asks for', { on: 'stage_changed', if: kind('open'), do: [toStage('1:2')] }],
  ])('%s', (_, rule) => {
    expect(briefly(find([rule], [], { stageKind: (of) => (of === '1:2' ? 'open' : undefined) }))).toEqual(['feeds_itself A']);
  });

  it.each<[string, Rule]>([
    ['another stage than it asks for', { on: 'stage_changed', if: stage('1:2'), do: [toStage('1:3')] }],
    ['another kind of stage', { on: 'stage_changed', if: kind('won'), do: [toStage('1:2')] }],
    ['another pipeline', { on: 'stage_changed', if: field('lead.pipelineId', 'equals', '2'), do: [toStage('1:2')] }],
    ['a tag it must not have', { on: 'lead_updated', if: tag('none', 'VIP'), do: [addTag('VIP')] }],
    ['a tag it must have', { on: 'lead_updated', if: all(price(1, null), tag('any', 'new')), do: [dropTag('new')] }],
    ['a tag under a negation', { on: 'lead_updated', if: not(tag('any', 'VIP')), do: [setPrice(5), addTag('VIP')] }],
    ['somebody where nobody was', { on: 'lead_updated', if: leaf('responsible-is', { nobody: true }), do: [toUser('1')] }],
    ['a price out of its range', { on: 'lead_updated', if: price(null, 10), do: [setPrice(50)] }],
    [
      'a field it asks to be empty',
      { on: 'lead_updated', if: field('lead.field.5', 'is_empty'), do: [['update-lead', { fields: [{ field: 'lead.field.5', value: 'x' }] }]] },
    ],
    ['a new lead without its tag', { on: 'lead_created', if: tag('any', 'a'), do: [['create-lead', { name: 'x', tags: ['b'] }]] }],
    ['one that cools down', { on: 'lead_updated', do: [addTag('VIP')], cooldown: 3600 }],
    ['tags on a move', { on: 'stage_changed', do: [addTag('VIP')] }],
    ['a task on a message', { on: 'message_received', do: [task, note, say] }],
    ['nothing in the CRM', { on: 'lead_updated', do: [['notify-member', { text: 'x' }], ['call-webhook', { url: 'https://example.com' }], ['pause-agent']] }],
    ['a stranger’s action', { on: 'lead_updated', do: [['paint']] }],
  ])('not: %s', (_, rule) => {
    expect(find([rule], [], { stageKind: () => 'open' })).toEqual([]);
  });
});

describe('cycle', () => {
  it('over two rules', () => {
    const rules: Rule[] = [
      { on: 'stage_changed', if: stage('1:2'), do: [toStage('1:3')] },
      { on: 'stage_changed', if: stage('1:3'), do: [toStage('1:2')] },
    ];
    expect(briefly(find(rules))).toEqual(['cycle AB']);
  });

  it('over five, each by another event', () => {
    const rules: Rule[] = [
      { on: 'task_created', do: [note] },
      { on: 'note_added', do: [toStage('1:2')] },
      { on: 'stage_changed', if: stage('1:2'), do: [toUser('7')] },
      { on: 'responsible_changed', if: all(stage('1:2'), leaf('responsible-is', { users: ['7'] })), do: [say] },
      { on: 'message.sent', do: [task] },
    ];
    expect(briefly(find(rules))).toEqual(['cycle ABCDE']);
  });

  it('a longer one that holds a shorter one is not told again', () => {
    const rules: Rule[] = [
      { on: 'task_created', do: [note] },
      { on: 'note_added', do: [task, toStage('1:2')] },
      { on: 'stage_changed', do: [task] },
    ];
    expect(briefly(find(rules))).toEqual(['cycle AB']);
  });

  it.each<[string, Rule[]]>([
    [
      'what an earlier rule wrote keeps a later one from running',
      [
        { on: 'note_added', if: tag('none', 'seen'), do: [addTag('seen')] },
        { on: 'lead_updated', do: [note] },
      ],
    ],
    [
      'what the second wrote keeps it from running again',
      [
        { on: 'note_added', do: [task] },
        { on: 'task_created', if: tag('none', 'seen'), do: [note, addTag('seen')] },
      ],
    ],
    [
      'one of them cools down',
      [
        { on: 'note_added', do: [task], cooldown: 3600 },
        { on: 'task_created', do: [note] },
      ],
    ],
    [
      'a way that leads to an end',
      [
        { on: 'stage_changed', if: stage('1:2'), do: [toStage('1:3')] },
        { on: 'stage_changed', if: stage('1:3'), do: [toStage('1:4')] },
        { on: 'stage_changed', if: stage('1:4'), do: [task] },
      ],
    ],
  ])('not: %s', (_, rules) => {
    expect(find(rules)).toEqual([]);
  });
});

describe('both_answer', () => {
  const on = 'message_received';
  const answer = (conditions?: Node): Rule => ({ on, do: [say], ...(conditions ? { if: conditions } : {}) });
  const weekdays = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

  it.each<[string, Rule, ConflictAgent]>([
    ['everywhere', answer(), agent('X')],
    ['a reply of the agent', { on, do: [['ai-response']] }, agent('X')],
    ['in one channel', answer(leaf('channel-is', { channels: ['whatsapp'] })), agent('X', { channels: ['waba', 'vk'] })],
    ['on one stage', answer(stage('1:2')), agent('X', { stages: ['1:2'] })],
    ['where the agent has no hours', answer(hours('outside')), agent('X')],
    ['where its hours are longer', answer(hours('outside')), agent('X', { workingHours: { ...weekdays, to: '20:00' } })],
  ])('%s', (_, rule, one) => {
    expect(briefly(find([rule], [one]))).toEqual(['both_answer A X']);
  });

  it.each<[string, Rule, ConflictAgent[]]>([
    ['an agent that drafts', answer(), [agent('X', { mode: 'draft' })]],
    ['another channel', answer(leaf('channel-is', { channels: ['telegram'] })), [agent('X', { channels: ['waba'] })]],
    ['another stage', answer(stage('1:2')), [agent('X', { stages: ['1:3'] })]],
    ['not in its channels', answer(not(leaf('responsible-is', { users: ['1'] }))), []],
    ['outside its hours', answer(all(hours('outside'), tag('any', 'x'))), [agent('X', { workingHours: weekdays })]],
    ['the rule pauses the agent', { on, do: [['pause-agent'], say] }, [agent('X')]],
    ['an agent before it has the place', answer(), [agent('Y', { mode: 'off' }), agent('X', { channels: ['waba'] })]],
    ['no message', { on: 'lead_created', do: [say] }, [agent('X')]],
    ['no answer', { on, do: [task] }, [agent('X')]],
  ])('not: %s', (_, rule, agents) => {
    expect(find([rule], agents)).toEqual([]);
  });
});

describe('never_reached', () => {
  const on = 'call_missed';
  it.each<[string, Rule, Rule]>([
    ['below one that always stops', { on, do: [task], stop: true }, { on, if: tag('any', 'x'), do: [note] }],
    ['below the same conditions', { on, if: tag('any', 'x'), do: [task], stop: true }, { on, if: all(all(tag('any', 'x'))), do: [note] }],
    [
      'in another order',
      { on, if: all(stage('1:2'), tag('any', 'x')), do: [task], stop: true },
      { on, if: all(leaf('tag-has', { tags: ['x'], match: 'any' }), stage('1:2')), do: [note] },
    ],
    ['by a higher priority', { on, do: [note], priority: 5 }, { on: 'call.missed', do: [task], stop: true, priority: 6 }],
  ])('%s', (_, a, b) => {
    expect(find([a, b]).map((one) => one.kind)).toEqual(['never_reached']);
  });

  it.each<[string, Rule, Rule]>([
    ['the upper one lets others run', { on, do: [task] }, { on, do: [note] }],
    ['the upper one may not hold', { on, if: tag('any', 'x'), do: [task], stop: true }, { on, do: [note] }],
    ['the upper one cools down', { on, do: [task], stop: true, cooldown: 60 }, { on, do: [note] }],
    ['it stands above', { on, do: [note], priority: 500 }, { on, do: [task], stop: true }],
    ['rules by time', { on: 'time_based', do: [task], stop: true }, { on: 'time_based', do: [note] }],
    [
      'a model judges both later',
      { on, if: leaf('intent-is', { labels: [] }), do: [task], stop: true },
      { on, if: leaf('intent-is', { labels: [] }), do: [note] },
    ],
  ])('not: %s', (_, a, b) => {
    expect(find([a, b])).toEqual([]);
  });

  it('what never runs is in nobody’s way', () => {
    expect(
      briefly(
        find([
          { on, do: [toUser('1')], stop: true },
          { on, do: [toUser('2')] },
          { on: 'lead_updated', do: [toUser('3')], cooldown: 900 },
        ]),
      ),
    ).toEqual(['never_reached AB']);
  });
});

describe('of a thousand rules', () => {
  const many = (rule: (at: number) => Rule): { id: string; definition: RuleDefinition }[] =>
    Array.from({ length: 1_000 }, (_, at) => ({ id: `r${at}`, definition: definition(`r${at}`, rule(at)) }));
  const compared = (rules: { id: string; definition: RuleDefinition }[], about?: string): { found: FoundConflict[]; compared: number } => {
    const search = new Search(about);
    return { found: findConflicts(rules, [agent('X', { mode: 'draft' })], constants, { search }), compared: search.compared };
  };

  it('those that cannot meet are not held against each other', () => {
    const rules = many((at) => ({ on: 'message_received', if: all(tag('any', 'x'), stage(`1:${at}`)), do: [toUser(String(at)), task] }));
    expect(compared(rules)).toEqual({ found: [], compared: 0 });
  });

  it('nor those that write the same', () => {
    const rules = many((at) => ({ on: 'message_received', if: leaf('moon', { at }), do: [toUser('1'), addTag('x')] }));
    expect(compared(rules)).toEqual({ found: [], compared: 0 });
  });

  it('nor a long way of stages', () => {
    const rules = many((at) => ({ on: 'stage_changed', if: stage(`1:${at}`), do: [toStage(`1:${at + 1}`)] }));
    const { found, compared: count } = compared(rules);
    expect(found).toEqual([]);
    expect(count).toBeLessThan(25_000);
  });

  it('one among them is found', () => {
    const rules = many((at) => ({ on: 'message_received', if: stage(`1:${at === 700 ? 3 : at}`), do: [toUser(String(at))] }));
    const { found, compared: count } = compared(rules);
    expect(briefly(found)).toEqual(['same_field r3r700 lead.responsible']);
    expect(count).toBeLessThan(10);
  });

  it('the worst account has an answer too, and what is asked of one rule is of that one', () => {
    const rules = many((at) => ({ on: 'lead_updated', do: [toUser(String(at))] }));
    const { found, compared: count } = compared(rules);
    expect(found).toHaveLength(100);
    expect(count).toBeLessThanOrEqual(100_000);
    const own = compared(rules, 'r999');
    expect(own.found.every(({ ruleIds }) => ruleIds.includes('r999'))).toBe(true);
    expect(own.compared).toBeLessThan(5_000);
  });

  it('nor does an account in which everything is apart by what no list tells', () => {
    const rules = many((at) => ({ on: 'message_received', if: price(at * 10, at * 10 + 9), do: [toUser(String(at))] }));
    const { found, compared: count } = compared(rules);
    expect(found).toEqual([]);
    expect(count).toBeLessThanOrEqual(100_000);
  });
});

describe('in words', () => {
  const names = {
    rules: new Map([
      ['a', 'Ночь'],
      ['b', 'День'],
    ]),
    agents: new Map([['x', 'Алиса']]),
    fields: new Map([['lead.field.5', 'Источник']]),
  };
  const found = (parts: Partial<FoundConflict> & Pick<FoundConflict, 'kind'>): FoundConflict => ({ ruleIds: ['a', 'b'], agentId: null, field: null, ...parts });
  const all5: FoundConflict[] = [
    found({ kind: 'same_field', field: 'lead.stage' }),
    found({ kind: 'same_field', field: 'lead.tag.VIP' }),
    found({ kind: 'feeds_itself', ruleIds: ['a'] }),
    found({ kind: 'cycle' }),
    found({ kind: 'both_answer', ruleIds: ['a'], agentId: 'x' }),
    found({ kind: 'never_reached' }),
  ];

  it.each(['en', 'ru', 'es', 'pt'] as const)('names the rules in %s', (language) => {
    for (const conflict of all5) {
      const text = conflictText(conflict, names, language);
      const expected = [...conflict.ruleIds.map((id) => names.rules.get(id)), ...(conflict.agentId ? ['Алиса'] : [])];
      for (const name of expected) expect(text).toContain(name);
      expect(text).not.toMatch(/undefined|lead\./u);
    }
  });

  it('names fields, tags and what has no name', () => {
    expect(conflictText(found({ kind: 'same_field', field: 'lead.field.5' }), names, 'ru')).toContain('«Источник»');
    expect(conflictText(found({ kind: 'same_field', field: 'lead.field.6' }), names, 'en')).toContain('the same field');
    expect(conflictText(found({ kind: 'same_field', field: 'lead.tag.VIP' }), names, 'es')).toContain('«VIP»');
    expect(conflictText(found({ kind: 'cycle' }), names, 'en')).toContain('“Ночь” → “День” → “Ночь”');
    expect(conflictText(found({ kind: 'feeds_itself', ruleIds: ['gone'] }), names, 'ru')).toMatch(/^Другое правило/u);
    expect(conflictText(found({ kind: 'never_reached' }), names, 'en')).toMatch(/^“День” never runs/u);
  });
});
