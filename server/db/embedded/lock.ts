/**
 * One process per data directory. Two PGlite instances on one folder silently lose writes, so the
 * second one must be refused before it opens a file. A lock left behind by a dead process is taken over.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

/** Folders this very process holds: a process id alone cannot tell our second instance from a stale lock of ours. */
const held = new Map<string, string>();

export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
  constructor(dir: string, pid: number) {
    super(`The data folder ${dir} is in use by process ${pid}. Stop that process, or start this one with another DATA_DIR.`);
  }
}

/** Locks `dir` (made if missing) and returns the release. @throws DirectoryInUse when another live instance holds it. */
export function lockDirectory(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = `${dir}.lock`;
  const token = randomUUID();
  while (!tryCreate(file, `${process.pid} ${startedAt(process.pid)} ${token}`)) {
    const owner = read(file);
    if (owner && isAlive(owner, file)) throw new DirectoryInUse(dir, owner.pid);
    removeStale(file, owner);
  }
  held.set(file, token);
  return () => {
    if (held.get(file) !== token) return;
    held.delete(file);
    if (read(file)?.token === token) rmSync(file, { force: true });
  };
}

interface Owner {
  pid: number;
  started: string;
  token: string;
}

function tryCreate(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (code(error) === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): Owner | undefined {
  try {
    const [pid = '', started = '', token = ''] = readFileSync(file, 'utf8').split(' ');
    return { pid: Number(pid), started, token };
  } catch (error) {
    if (code(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Renamed first and checked after, so that of two processes that both see a stale lock only one takes it over. */
function removeStale(file: string, seen: Owner | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (code(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved && moved.token !== (seen?.token ?? '')) tryCreate(file, `${moved.pid} ${moved.started} ${moved.token}`);
  unlinkSync(aside);
}

function isAlive(owner: Owner, file: string): boolean {
  if (!Number.isInteger(owner.pid) || owner.pid <= 0) return false;
  if (owner.pid === process.pid && owner.started === startedAt(process.pid)) return held.has(file);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (code(error) !== 'EPERM') return false;
  }
  return owner.started === startedAt(owner.pid);
}

/** Tells a process from a later one that was given the same id (a container's first process is always 1). Empty where /proc is missing. */
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

const code = (error: unknown): string | undefined => (error instanceof Error && 'code' in error ? String(error.code) : undefined);
