/** A tick of the clock, in a thread of its own as Bree wants it: says its name and ends. No logic, no database. */
import { parentPort, workerData } from 'node:worker_threads';

const { job } = workerData as { job: { name: string } };
parentPort?.postMessage({ tick: job.name });
parentPort?.postMessage('done');
