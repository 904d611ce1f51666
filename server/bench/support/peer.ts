/** A yardstick in a process of its own: `peers/<name>.ts` says where it listens as soon as it does. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Peer {
  /** Without a trailing slash. */
  url: string;
  stop(): Promise<void>;
}

const START_MS = 30_000;

export async function startPeer(name: string, env: Readonly<Record<string, string>>): Promise<Peer> {
  const child = fork(fileURLToPath(new URL(`./peers/${name}.ts`, import.meta.url)), { env: { PATH: process.env['PATH'] ?? '', ...env } });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  let late: NodeJS.Timeout | undefined;
  const url = await Promise.race([
    new Promise<string>((resolve) => child.once('message', (message) => resolve(typeof message === 'string' ? message : ''))),
    ended.then((): never => {
      throw new Error(`the peer ${name} ended before it listened`);
    }),
    new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error(`the peer ${name} did not start`)), START_MS);
    }),
  ]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  clearTimeout(late);
  return { url, stop };
}
