/** The worker role in a thread of its own: a plugin that spins costs this thread, never a hook. */
import { parentPort, workerData } from 'node:worker_threads';

import { collectAtRest } from '../collect.ts';
import { type Config } from '../config.ts';
import { createLog } from '../log.ts';
import { startWorker } from './worker.ts';

const { config: cloned, databaseUrl } = workerData as { config: Config; databaseUrl: string };
// A clone carries bytes, not Buffers.
const config: Config = {
  ...cloned,
  masterKey: Buffer.from(cloned.masterKey),
  previousMasterKey: cloned.previousMasterKey ? Buffer.from(cloned.previousMasterKey) : undefined,
};
if (!parentPort) throw new Error('this is the entry of a thread');
const port = parentPort;
const worker = await startWorker({ config, log: createLog(config, 'worker'), databaseUrl });

port.on('message', (message: string) => {
  if (message === 'ping') port.postMessage('pong');
  if (message === 'metrics') void worker.metrics().then((figures) => port.postMessage({ metrics: figures }));
  if (message !== 'stop') return;
  void worker.stop().then(() => {
    port.postMessage('stopped');
    port.close();
  });
});
port.postMessage('started');
collectAtRest();
