// @vitest-environment node
import { expect, test } from 'vitest';

import { readEvents, type StreamEvent } from './sse.ts';

const bytes = new TextEncoder();

const read = async (chunks: Uint8Array[]): Promise<StreamEvent[]> => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
};

const STREAM = ': open\r\n\r\nevent: delta\r\ndata: {"text":"Привет, 490 ₽"}\r\n\r\ndata: one\ndata: two\n\nid: 7\n\n';
const EVENTS = [
  { event: 'delta', data: '{"text":"Привет, 490 ₽"}' },
  { event: 'message', data: 'one\ntwo' },
];

test('reads events, keeps several data lines, skips comments and events without data', async () => {
  expect(await read([bytes.encode(STREAM)])).toEqual(EVENTS);
});

test('gives the same events wherever the network cuts, also inside a letter and between CR and LF', async () => {
  const whole = bytes.encode(STREAM);
  for (let cut = 1; cut < whole.length; cut += 1) expect(await read([whole.slice(0, cut), whole.slice(cut)])).toEqual(EVENTS);
  expect(await read([...whole].map((byte) => Uint8Array.of(byte)))).toEqual(EVENTS);
});

test('drops an event that was cut off', async () => {
  expect(await read([bytes.encode('data: whole\n\ndata: half')])).toEqual([{ event: 'message', data: 'whole' }]);
});

test('refuses an endless event', async () => {
  await expect(read([bytes.encode(`data: ${'x'.repeat(1_100_000)}`)])).rejects.toThrow('too long');
});
