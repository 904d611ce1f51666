import { pino } from 'pino';
import { expect, it, vi } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type LlmEvent } from '../../llm/types.ts';
import { type Draft } from './entities.ts';
import { type RunEvent, ReplyRunner } from './runner.ts';
import { ReplySteps } from './steps.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

/** The runner between a model that says `pieces` and a store that remembers how the draft ended. */
function runner(pieces: readonly string[]) {
  const draft = {
    id: newId(),
    talkId: newId(),
    state: 'streaming',
    text: '',
    sentences: [],
    trace: [],
    tokensIn: 0,
    tokensOut: 0,
    cost: 0,
    createdAt: NOW,
    updatedAt: NOW,
  };
  const ends: { how: string; text: string; reason?: string }[] = [];
  const end = (how: 'ready' | 'failed') =>
    vi.fn<(row: Draft, reason: unknown) => Promise<boolean>>(async (row, reason) => {
      ends.push({ how, text: row.text, ...(typeof reason === 'string' ? { reason } : {}) });
      row.state = how;
      return true;
    });
  const settings = { name: 'Luma', instructions: '', linkHosts: [] };
  const context = {
    talk: { id: draft.talkId },
    agent: { id: newId(), version: 1, settings },
    mode: 'draft',
    language: 'en',
    lines: [],
    question: 'Hi',
    facts: [],
    events: [],
    sources: [],
    inReplyTo: null,
    gates: { now: NOW, accountMode: 'draft', talkMode: 'draft', agent: { settings: { ...settings, mode: 'draft' } }, lastInAt: NOW },
  };
  async function* stream(): AsyncGenerator<LlmEvent> {
    for (const text of pieces) yield { type: 'text', text };
    yield { type: 'done', usage: { in: 1, out: 1 }, estimated: false, finish: 'stop', model: 'm' };
  }
  const agents = { modelOf: () => 'm' };
  const llm = { stream, cost: async () => ({ micros: 0, priced: false }) };
  const knowledge = { search: async () => ({ items: [], degraded: true }) };
  const deps = {
    accountId: newId(),
    live: { subscribe: () => () => undefined, publish: async () => undefined },
    replySteps: new ReplySteps({ llm, knowledge, agents } as unknown as ScopedCradle),
    replyContext: { read: async () => context },
    draftStore: { begin: async () => draft, finish: end('ready'), fail: end('failed') },
    agents,
    log: pino({ level: 'silent' }),
    metrics: { firstToken: { observe: () => undefined } },
  };
  // Only what a run touches: the whole cradle belongs to the container.
  const run = new ReplyRunner(deps as unknown as ScopedCradle).run({
    talkId: draft.talkId,
    trigger: 'member',
    messageId: null,
    signal: new AbortController().signal,
  });
  return { run, ends };
}

it('closes the draft when whoever listened leaves between two pieces', async () => {
  const { run, ends } = runner(['One ', 'two ', 'three']);
  const seen: RunEvent['kind'][] = [];
  for await (const event of run) {
    seen.push(event.kind);
    if (event.kind === 'delta') break;
  }
  expect(seen).toEqual(['draft', 'delta']);
  expect(ends).toEqual([{ how: 'failed', text: '', reason: 'interrupted' }]);
});

it('stores only what the database takes, whatever the model sends', async () => {
  const { run, ends } = runner([`Fine\0 \ud83d and ${'x'.repeat(3986)}😀😀`]);
  for await (const _ of run);
  expect(ends).toHaveLength(1);
  expect(ends[0]?.how).toBe('ready');
  expect(ends[0]?.text).not.toContain('\0');
  expect(ends[0]?.text.isWellFormed()).toBe(true);
  expect(ends[0]?.text.length).toBeLessThanOrEqual(4000);
});
