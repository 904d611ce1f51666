import { describe, expect, it } from 'vitest';

import { type DomainEvent } from '../../sdk/events.ts';
import { type KnownEvent, Matcher } from './matching.ts';
import { lateKeys, recoveredKey } from './recovered.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 15, 10, 0, second)).toISOString();
const event = (name: string, subject: string, second: number, data: object = {}, key?: string): DomainEvent =>
  ({ name, subject, at: at(second), actor: { kind: 'user' }, data: { id: '1', ...data }, ...(key ? { key } : {}) }) as DomainEvent;
let ids = 0;
const known = (name: string, subject: string, second: number, key: string | null = null): KnownEvent => ({
  id: String((ids += 1)),
  name,
  subject,
  key,
  at: new Date(at(second)),
});
const verdicts = (events: DomainEvent[], hooks: KnownEvent[]): string[] => new Matcher(hooks).verdicts(events);

describe('history beside hooks', () => {
  it('by key, whatever the time says', () => {
    expect(
      verdicts([event('message.received', 'message:a', 0, {}, 'message.received:a')], [known('message.received', 'message:a', 40, 'message.received:a')]),
    ).toEqual(['known']);
  });

  it('what happens once is known by its subject: a call whichever way it ended', () => {
    const history = [
      event('call.finished', 'call:5', 0),
      event('lead.created', 'lead:1', 0),
      event('note.added', 'note:7', 0),
      event('note.added', 'note:8', 0),
    ];
    expect(verdicts(history, [known('call.missed', 'call:5', 9), known('lead.created', 'lead:1', 9), known('note.added', 'note:7', 30)])).toEqual([
      'known',
      'known',
      'known',
      'missing',
    ]);
  });

  it('two seconds apart is the same change, three is not, another lead never is', () => {
    const move = (second: number, lead = '1'): DomainEvent => event('lead.stage_changed', `lead:${lead}`, second);
    const hooks = (): KnownEvent[] => [known('lead.stage_changed', 'lead:1', 10)];
    expect(verdicts([move(8)], hooks())).toEqual(['known']);
    expect(verdicts([move(12)], hooks())).toEqual(['known']);
    expect(verdicts([move(13)], hooks())).toEqual(['missing']);
    expect(verdicts([move(10, '2')], hooks())).toEqual(['missing']);
    expect(verdicts([event('lead.responsible_changed', 'lead:1', 10)], hooks())).toEqual(['missing']);
  });

  it('one hook stands for one move; an equal key is not given to another', () => {
    const moves = [event('lead.stage_changed', 'lead:1', 10, { stageId: '2' }, 'k2'), event('lead.stage_changed', 'lead:1', 11, { stageId: '3' }, 'k3')];
    expect(verdicts(moves, [known('lead.stage_changed', 'lead:1', 11, 'k3')])).toEqual(['missing', 'known']);
    expect(verdicts(moves, [known('lead.stage_changed', 'lead:1', 10, 'k2')])).toEqual(['known', 'missing']);
    expect(verdicts([...moves, ...moves], [known('lead.stage_changed', 'lead:1', 10)]).filter((verdict) => verdict === 'known')).toHaveLength(1);
  });

  it('one update stands for all fields saved together; of a later change only a read can tell', () => {
    const hooks = [known('lead.updated', 'lead:1', 10)];
    expect(verdicts([event('lead.updated', 'lead:1', 10), event('lead.updated', 'lead:1', 9), event('lead.updated', 'lead:1', 11)], hooks)).toEqual([
      'known',
      'known',
      'unsure',
    ]);
    expect(verdicts([event('lead.updated', 'lead:1', 15)], hooks)).toEqual(['missing']);
    // A contact's change of hands replaces its update, a lead's comes beside it.
    expect(verdicts([event('contact.updated', 'contact:1', 10)], [known('contact.responsible_changed', 'contact:1', 10)])).toEqual(['known']);
    expect(verdicts([event('lead.updated', 'lead:1', 10)], [known('lead.responsible_changed', 'lead:1', 10)])).toEqual(['missing']);
  });

  it('a deletion without a time counts from when its hook came, retries included', () => {
    const deletion = [event('lead.deleted', 'lead:1', 0)];
    expect(verdicts(deletion, [known('lead.deleted', 'lead:1', 95 * 60)])).toEqual(['known']);
    expect(verdicts(deletion, [known('lead.deleted', 'lead:1', 3 * 3600)])).toEqual(['missing']);
    expect(verdicts(deletion, [known('lead.deleted', 'lead:1', -10)])).toEqual(['missing']);
  });
});

describe('a hook that comes after the sweep', () => {
  const isLate = (hook: DomainEvent, swept: DomainEvent): boolean => lateKeys(hook).includes(recoveredKey(swept));

  it('is known for what the sweep found', () => {
    const swept = event('lead.stage_changed', 'lead:1', 10, { pipelineId: '7', stageId: '2' });
    expect(isLate(event('lead.stage_changed', 'lead:1', 11, { pipelineId: '7', stageId: '2' }, 'any'), swept)).toBe(true);
    expect(isLate(event('lead.stage_changed', 'lead:1', 11, { pipelineId: '7', stageId: '3' }, 'any'), swept)).toBe(false);
    expect(isLate(event('lead.stage_changed', 'lead:1', 13, { pipelineId: '7', stageId: '2' }, 'any'), swept)).toBe(false);
    expect(isLate(event('lead.created', 'lead:9', 50, {}, 'x'), event('lead.created', 'lead:9', 0))).toBe(true);
    expect(
      isLate(event('message.received', 'message:a', 5, {}, 'message.received:a'), event('message.received', 'message:a', 0, {}, 'message.received:a')),
    ).toBe(true);
  });

  it('a call with its recording is news, unless the sweep had read the recording too', () => {
    const bare = event('call.finished', 'call:5', 0);
    const recorded = event('call.finished', 'call:5', 0, { recordingUrl: 'https://r' }, 'x');
    expect(isLate(bare, bare)).toBe(true);
    expect(isLate(bare, recorded)).toBe(true);
    expect(isLate(recorded, recorded)).toBe(true);
    expect(isLate(recorded, bare)).toBe(false);
  });
});
