/** A file from an async iterable: the database is read as fast as the client takes it, and no faster. */
import { Readable } from 'node:stream';

import { type Context } from 'koa';

import { type Download } from './route.ts';

interface Sending {
  onUnexpected: (error: unknown) => void;
  onEnd: () => Promise<void>;
}

/** Waits for the first piece, so that what cannot begin is still an ordinary problem answer. A later failure cuts the file off. */
export async function sendFile(ctx: Context, { type, name, pieces }: Download, { onUnexpected, onEnd }: Sending): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncIterable<string> {
    try {
      for (let step = first; !step.done; step = await iterator.next()) if (step.value) yield step.value;
    } catch (error) {
      onUnexpected(error);
      throw error;
    } finally {
      await iterator.return?.();
      await onEnd();
    }
  }
  ctx.status = 200;
  ctx.set('Content-Type', type);
  ctx.set('Content-Disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '')}"`);
  ctx.body = Readable.from(all(), { objectMode: false });
}
