/** The worker role in a thread of its own: a plugin that spins costs this thread, never a hook. */
import { parentPort, workerData } from 'node:worker_threads';

import { type Config } from '../config.ts';
import { createLog } from '../log.ts';
import { startWorker } from './worker.ts';

interface WorkerThreadData {
  config: Config;
  databaseUrl: string;
}

const { config: cloned, databaseUrl } = workerData as WorkerThreadData;
// A clone carries bytes, not Buffers.
const config: Config = {
  ...cloned,
  masterKey: Buffer.from(cloned.masterKey),
  previousMasterKey: cloned.previousMasterKey ? Buffer.from(cloned.previousMasterKey) : undefined,
};
const worker = await startWorker({ config, log: createLog(config, 'worker'), databaseUrl });

parentPort?.on('message', (message: string) => {
  if (message === 'ping') parentPort?.postMessage('pong');
  if (message === 'metrics') void worker.metrics().then((figures) => parentPort?.postMessage({ metrics: figures }));
  if (message !== 'stop') return;
  void worker.stop().then(() => {
    parentPort?.postMessage('stopped');
    parentPort?.close();
  });
});
parentPort?.postMessage('started');
