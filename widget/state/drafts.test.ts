// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';

import { type Api } from '../api.ts';
import { draft, draftId, newerDraftId, otherTalkId, talkId } from '../testing/fixtures.ts';
import { append, createDrafts, type Drafts } from './drafts.ts';
import { createNotices } from './notices.ts';

let stored: Record<string, unknown>;
let reads: string[];
let drafts: Drafts;

const api: Api = {
  session: () => Promise.reject(new Error('not asked')),
  get: async (path) => {
    reads.push(path);
    return path.startsWith('/drafts?') ? { items: [draft({ state: 'streaming', text: 'Hi', sentences: [] })] } : stored[path.slice('/drafts/'.length)];
  },
  write: () => Promise.reject(new Error('not asked')),
  stream: () => Promise.reject(new Error('not asked')),
  download: () => Promise.reject(new Error('not asked')),
  open: () => Promise.reject(new Error('not asked')),
  live: () => () => {},
  signOut: () => Promise.resolve(),
  close: () => {},
};

beforeEach(async () => {
  stored = {};
  reads = [];
  drafts = createDrafts(api, createNotices(), () => talkId);
  await drafts.load(talkId);
});

const text = (): string | undefined => drafts.current.value?.text;

test.each([
  ['', 0, 'ab', 'ab'],
  ['ab', 2, 'cd', 'abcd'],
  ['abcd', 2, 'cd', 'abcd'],
  ['abcd', 0, 'ab', 'abcd'],
  ['abc', 2, 'cd', 'abcd'],
  ['ab', 3, 'd', undefined],
])('append(%j, %i, %j) is %j', (held, from, piece, result) => {
  expect(append(held, from, piece)).toBe(result);
});

test('pieces in order are put together, repeats change nothing', () => {
  drafts.delta(talkId, draftId, 2, ' there');
  drafts.delta(talkId, draftId, 2, ' there');
  expect(text()).toBe('Hi there');
  expect(reads).toHaveLength(1);
});

test('a missing piece makes it read the draft again', async () => {
  stored[draftId] = draft({ state: 'streaming', text: 'Hi there, Mary', sentences: [] });
  drafts.delta(talkId, draftId, 8, ', Mary');
  await vi.waitFor(() => expect(text()).toBe('Hi there, Mary'));
  expect(reads.at(-1)).toBe(`/drafts/${draftId}`);
});

test('an answer that is behind what is shown is left aside', async () => {
  drafts.delta(talkId, draftId, 2, ' there');
  stored[draftId] = draft({ state: 'streaming', text: 'Hi', sentences: [] });
  await drafts.changed(talkId, draftId);
  expect(text()).toBe('Hi there');
  stored[draftId] = draft({ text: 'Old', updatedAt: '2026-11-20T09:00:00.000Z' });
  await drafts.changed(talkId, draftId);
  expect(text()).toBe('Hi there');
});

test('a newer draft takes the place of the older one, never the other way round', async () => {
  stored[newerDraftId] = draft({ id: newerDraftId, text: 'Newer' });
  stored[draftId] = draft({ text: 'Older', updatedAt: '2026-11-20T11:00:00.000Z' });
  await drafts.changed(talkId, newerDraftId);
  await drafts.changed(talkId, draftId);
  expect(text()).toBe('Newer');
});

test('another talk’s draft is none of our business', async () => {
  await drafts.changed(otherTalkId, newerDraftId);
  expect(reads).toHaveLength(1);
});
