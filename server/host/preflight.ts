/**
 * A plugin that is new here is first loaded in a process that may die of it: one that never ends, ends the process or
 * eats all memory while it loads is named, and is never loaded where hooks are answered. What loaded well once is
 * remembered by its files.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./preflight-child.ts', import.meta.url));
/** Gone with the packages: a new installation looks anew. Where it cannot be written, every start looks. */
const MEMORY = fileURLToPath(new URL('../../node_modules/.cache/souffleur/plugins.json', import.meta.url));
const HEAP_MB = 256;
/** A machine that was too busy is given another chance. */
const BLAME_MS = 3_600_000;

export interface Candidate {
  /** Absolute path of the plugin's folder and of its `index.ts`. */
  folder: string;
  file: string;
}

type Verdicts = Record<string, { reason: string | null; at: number }>;

/** Why a plugin must not be loaded, by its file. `deadlineMs` bounds each load. */
export async function preflight(candidates: readonly Candidate[], deadlineMs: number, memory = MEMORY): Promise<ReadonlyMap<string, string>> {
  const known = await remembered(memory);
  const digests = new Map(await Promise.all(candidates.map(async ({ folder, file }) => [file, await digestOf(folder)] as const)));
  const verdictOf = (file: string): Verdicts[string] | undefined => known[digests.get(file) ?? ''];
  const isKnown = (file: string): boolean => {
    const verdict = verdictOf(file);
    return verdict !== undefined && (verdict.reason === null || Date.now() - verdict.at < BLAME_MS);
  };
  let left = candidates.map(({ file }) => file).filter((file) => !isKnown(file));
  const looked = left.length > 0;
  while (left.length > 0) {
    const { loaded, culprit, reason } = await loadApart(left, deadlineMs);
    const at = Date.now();
    for (const file of loaded) known[digests.get(file) ?? ''] = { reason: null, at };
    if (culprit) known[digests.get(culprit) ?? ''] = { reason: reason ?? '', at };
    // A process that could not even begin says nothing about anybody.
    left = culprit || loaded.length > 0 ? left.filter((file) => file !== culprit && !loaded.includes(file)) : [];
  }
  if (looked) await remember(memory, known, new Set(digests.values()));
  return new Map(
    candidates.flatMap(({ file }) => {
      const reason = verdictOf(file)?.reason;
      return reason ? [[file, reason] as const] : [];
    }),
  );
}

interface Apart {
  loaded: string[];
  /** Whose load did not end. */
  culprit?: string;
  reason?: string;
}

function loadApart(files: readonly string[], deadlineMs: number): Promise<Apart> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, CHILD, ...files], { env: {}, stdio: ['ignore', 'pipe', 'ignore'] });
    const loaded: string[] = [];
    let begun: string | undefined;
    let isLate = false;
    const late = (): void => {
      isLate = true;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(late, deadlineMs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, index] = line.split(' ');
      const file = files[Number(index)];
      if (!file) return;
      clearTimeout(timer);
      timer = setTimeout(late, deadlineMs);
      if (word === 'begin') begun = file;
      else if (word === 'end' && begun === file) {
        loaded.push(file);
        begun = undefined;
      }
    });
    child.once('error', () => undefined);
    child.once('close', (code) => {
      clearTimeout(timer);
      // 13: it waits for something that never comes.
      const reason =
        isLate || code === 13 ? `it did not load within ${deadlineMs} ms` : 'it ends the process that loads it, or needs more memory than a plugin may';
      resolve(begun ? { loaded, culprit: begun, reason } : { loaded });
    });
  });
}

/** Names, sizes and times of its files: what is edited is looked at again. */
async function digestOf(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).filter((name) => !name.includes('node_modules')).toSorted();
  const hash = createHash('sha256').update(`${process.version} ${folder}`);
  for (const name of names) {
    const { size, mtimeMs } = await stat(join(folder, name)).catch(() => ({ size: 0, mtimeMs: 0 }));
    hash.update(`\n${name} ${size} ${mtimeMs}`);
  }
  return hash.digest('base64url');
}

async function remembered(memory: string): Promise<Verdicts> {
  try {
    return JSON.parse(await readFile(memory, 'utf8')) as Verdicts;
  } catch {
    return {};
  }
}

/** Of other folders on this machine too, as long as they are as many as a few repositories have. */
async function remember(memory: string, verdicts: Verdicts, ours: ReadonlySet<string>): Promise<void> {
  const newest = Object.entries(verdicts).toSorted(([, a], [, b]) => b.at - a.at);
  const kept = Object.fromEntries([...newest.filter(([digest]) => ours.has(digest)), ...newest.slice(0, 500)]);
  try {
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(`${memory}.${process.pid}`, JSON.stringify(kept));
    await rename(`${memory}.${process.pid}`, memory);
  } catch {
    // A read-only installation looks at every start.
  }
}
