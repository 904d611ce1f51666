import { describe, expect, it } from 'vitest';

import { type LeadFacts } from '../../../sdk/facts.ts';
import { type Constant } from '../../../sdk/types.ts';
import { type StoredFacts } from '../../subjects/schema.ts';
import { type CompiledRule, RuleIndex } from './rule-index.ts';

const NOTHING: StoredFacts = { lead: null, contact: null, company: null, talk: null, task: null, call: null, history: null };
const lead = (parts: Partial<LeadFacts>): StoredFacts => ({ ...NOTHING, lead: { id: '1', sources: [], openTasks: 0, ...parts } });

const rule = (id: string, constants: Constant[] = [], { event = 'lead.updated' as const, priority = 100 } = {}): CompiledRule => ({
  id,
  version: 1,
  event,
  constants,
  definition: {
    name: id,
    description: '',
    trigger: { on: 'lead_updated' },
    conditions: { all: [] },
    actions: [{ action: 'add-note', input: {} }],
    priority,
    cooldown: 0,
    stop: false,
  },
});
const ids = (index: RuleIndex, facts: StoredFacts): string[] => index.candidates('lead.updated', facts).map(({ id }) => id);

describe('candidates', () => {
  it('are found by the fact they need, and always where they need none', () => {
    const index = new RuleIndex([rule('a', [{ fact: 'lead.stage', in: ['1:2', '1:3'] }]), rule('b', [{ fact: 'lead.stage', in: ['1:4'] }]), rule('c')]);
    expect(ids(index, lead({ pipelineId: '1', stageId: '3' }))).toEqual(['a', 'c']);
    expect(ids(index, lead({ pipelineId: '2', stageId: '3' }))).toEqual(['c']);
    expect(ids(index, NOTHING)).toEqual(['c']);
  });

  it('come once, however many of their values are there', () => {
    const index = new RuleIndex([rule('a', [{ fact: 'lead.tag', in: ['vip', 'new'] }])]);
    expect(ids(index, lead({ tags: ['new', 'vip', 'x'] }))).toEqual(['a']);
  });

  it('come by priority, and of equal ones as they were given', () => {
    const index = new RuleIndex([rule('low', [], { priority: 1 }), rule('first'), rule('second'), rule('high', [], { priority: 900 })]);
    expect(ids(index, NOTHING)).toEqual(['high', 'first', 'second', 'low']);
  });

  it('are of the event alone', () => {
    const index = new RuleIndex([rule('a', [], { event: 'lead.updated' })]);
    expect(index.candidates('lead.created', NOTHING)).toEqual([]);
    expect([index.hears('lead.created'), index.hears('lead.updated')]).toEqual([false, true]);
  });

  it('lie under the fact they share with the fewest others', () => {
    const crowd = Array.from({ length: 50 }, (_, at) =>
      rule(`r${at}`, [
        { fact: 'lead.pipeline', in: ['1'] },
        { fact: 'lead.responsible', in: [String(at)] },
      ]),
    );
    const index = new RuleIndex(crowd);
    // In the pipeline of all of them, but nobody's: had they lain under the pipeline, all would be asked.
    expect(ids(index, lead({ pipelineId: '1' }))).toEqual([]);
    expect(ids(index, lead({ pipelineId: '1', responsibleId: '7' }))).toEqual(['r7']);
  });

  it('fit in everything that can be told of them, not only in what they lie under', () => {
    const index = new RuleIndex([
      rule('a', [
        { fact: 'lead.tag', in: ['vip'] },
        { fact: 'lead.stage', in: ['1:2', '1:3'] },
      ]),
      rule('b', [
        { fact: 'lead.tag', in: ['vip'] },
        { fact: 'lead.tag', in: ['new'] },
      ]),
    ]);
    expect(ids(index, lead({ tags: ['vip'], pipelineId: '1', stageId: '3' }))).toEqual(['a']);
    expect(ids(index, lead({ tags: ['vip'], pipelineId: '1', stageId: '4' }))).toEqual([]);
    expect(ids(index, lead({ tags: ['vip', 'new'], pipelineId: '1', stageId: '4' }))).toEqual(['b']);
    expect(ids(index, lead({ pipelineId: '1', stageId: '3' }))).toEqual([]);
  });

  it('of a field are found by text and by option', () => {
    const index = new RuleIndex([rule('a', [{ fact: 'lead.field.5', in: ['77'] }])]);
    expect(ids(index, lead({ fields: [{ id: '5', values: ['Grain'], enums: ['77'] }] }))).toEqual(['a']);
    expect(ids(index, lead({ fields: [{ id: '5', values: ['77'] }] }))).toEqual(['a']);
    expect(ids(index, lead({ fields: [{ id: '6', values: ['77'] }] }))).toEqual([]);
  });
});
