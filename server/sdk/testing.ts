/**
 * What a plugin's tests need, under any test runner: `import { fakeContext } from 'souffleur/sdk/testing'`.
 *
 *     const ctx = fakeContext({ settings: {} });
 *     ctx.http.respond({ method: 'POST', path: '/api/v4/talks/7/send_message' }, { status: 202, body: { id: 'm1' } });
 *     await plugin.send(message, ctx);
 *     ctx.http.requests[0].body; // { text: '…' }
 */
export { checkPlugin } from './testing/conformance.ts';
export { exampleEvent, exampleFacts, exampleInput } from './testing/example.ts';
export { fakeClock, type FakeClock } from './testing/clock.ts';
export { fakeContext, type FakeContext, type FakeContextOptions, type LogLine } from './testing/context.ts';
export { fakeEffects, type FakeEffects } from './testing/effects.ts';
export { fakeFacts, type FakeFacts, ruledOut } from './testing/facts.ts';
export { type Answer, FakeHttp, type RecordedRequest, type RequestMatch } from './testing/http.ts';
export { memoryStore } from './testing/store.ts';
