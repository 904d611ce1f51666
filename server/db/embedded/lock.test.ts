import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { lockDirectory } from './lock.ts';

let dir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'souffleur-lock-')), 'database');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

/** Another process that takes the lock and keeps it until it is killed; its first line says how that went. */
async function otherProcess(): Promise<{ pid: number; said: string; ms: number; kill(): Promise<void> }> {
  const script = `
    const { lockDirectory } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});
    const began = performance.now();
    const say = said => console.log(JSON.stringify({ said, ms: performance.now() - began }));
    try { lockDirectory(${JSON.stringify(dir)}); say('locked'); setInterval(() => {}, 1000); } catch (error) { say(error.message); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    pid: child.pid ?? 0,
    ...(JSON.parse(chunk.toString()) as { said: string; ms: number }),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('a second process is refused in one clear line, and at once', async () => {
  const unlock = lockDirectory(dir);
  const { said, ms } = await otherProcess();
  expect(ms).toBeLessThan(500);
  expect(said).toBe(`The data folder ${dir} is in use by process ${process.pid}. Stop that process, or start this one with another DATA_DIR.`);
  unlock();
  expect((await otherProcess()).said).toBe('locked');
});

test('the lock of a killed process is taken over', async () => {
  const other = await otherProcess();
  expect(other.said).toBe('locked');
  expect(() => lockDirectory(dir)).toThrow(`in use by process ${other.pid}`);
  await other.kill();
  lockDirectory(dir)();
  expect(existsSync(`${dir}.lock`)).toBe(false);
});

test('a second instance in the same process is refused too', () => {
  const unlock = lockDirectory(dir);
  expect(() => lockDirectory(dir)).toThrow(`in use by process ${process.pid}`);
  unlock();
  lockDirectory(dir)();
});

test('a lock that an earlier process with our id left behind is stale', () => {
  lockDirectory(dir)();
  writeFileSync(`${dir}.lock`, `${process.pid} 1 6f1c7f0e-0000-4000-8000-000000000000`);
  expect(() => lockDirectory(dir)()).not.toThrow();
});

test('a lock file cut short by a power failure is stale', () => {
  lockDirectory(dir)();
  writeFileSync(`${dir}.lock`, '');
  expect(() => lockDirectory(dir)()).not.toThrow();
});
