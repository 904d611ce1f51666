/** The least a streaming reply can cost: a Koa route that asks the same model and passes its stream on. */
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import Koa from 'koa';

const app = new Koa();
app.use(async (ctx) => {
  const prompt = { model: 'bench', stream: true, messages: [{ role: 'user', content: 'x'.repeat(6_000) }] };
  const answer = await fetch(`${process.env['MODEL_URL']}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(prompt),
  });
  ctx.type = 'text/event-stream';
  ctx.body = answer.body && Readable.from(answer.body);
});
const handle = app.callback();
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
