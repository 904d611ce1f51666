/**
 * The folder of the embedded database, before anyone opens it. Making one takes a second program (initdb) and 100 MB
 * that its process never gives back, so a process of its own does it and ends.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAKE = fileURLToPath(new URL('./make.ts', import.meta.url));
/** Both programs run for a second: better code would come too late. */
const FLAGS = ['--liftoff-only'];
const DEADLINE_MS = 60_000;
const COMPLAINT_CHARACTERS = 500;

/** Makes what is missing, aside, and gives it its name when it is whole: a process that is killed meanwhile leaves no half of one. The caller has the lock. */
export async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  const aside = `${basename(folder)}.new-`;
  const left = readdirSync(parent).filter((name) => name.startsWith(aside));
  for (const name of left) rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`The data folder ${folder} holds no database and is not empty. Move what is in it, or start with another DATA_DIR.`);
  const made = join(parent, `${aside}${process.pid}`);
  mkdirSync(made, { mode: 0o700 });
  await make(made);
  renameSync(made, folder);
}

async function make(folder: string): Promise<void> {
  const child = spawn(process.execPath, [...FLAGS, MAKE, folder], { stdio: ['ignore', 'ignore', 'pipe'], timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const [code, complaint] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0) throw new Error(`The embedded database could not be made (exit ${code ?? 'by force'}): ${complaint.trim().slice(-COMPLAINT_CHARACTERS)}`);
}
