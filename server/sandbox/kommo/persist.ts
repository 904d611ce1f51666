import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Persister {
  /** Something changed: a write follows soon. */
  touch(): void;
  /** Resolves when what was touched is on disk. */
  flush(): Promise<void>;
}

const DEBOUNCE_MS = 300;
/** A large account takes long to write down: it rests this many times longer than it writes. */
const REST = 20;

/** Writes whole snapshots, one at a time, each through a temporary file so that a killed process leaves the old one. */
export const createPersister = (file: string | undefined, snapshot: () => string, onError: (error: unknown) => void): Persister => {
  if (file === undefined) return { touch: () => undefined, flush: async () => undefined };
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let dirty = false;
  let pause = DEBOUNCE_MS;
  const write = (): Promise<void> => {
    writing = writing.then(async () => {
      if (!dirty) return;
      dirty = false;
      await mkdir(dirname(file), { recursive: true });
      const started = performance.now();
      const text = snapshot();
      pause = Math.max(DEBOUNCE_MS, (performance.now() - started) * REST);
      await writeFile(`${file}.tmp`, text, { mode: 0o600 });
      await rename(`${file}.tmp`, file);
    });
    writing = writing.catch(onError);
    return writing;
  };
  return {
    touch() {
      dirty = true;
      if (timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        void write();
      }, pause);
      timer.unref();
    },
    async flush() {
      clearTimeout(timer);
      timer = undefined;
      await write();
    },
  };
};

/** `undefined` when there is no file yet. Throws when it is there and cannot be read. */
export const readSnapshot = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};
