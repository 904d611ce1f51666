/** What the main thread and the database thread say to each other. */
export interface ThreadData {
  /** Absent: in memory, gone with the thread. */
  dataDir: string | undefined;
  password: string;
  /** ms */
  idleInTransactionMs: number;
  /** A file with a packed data folder to begin with, instead of an empty one; for tests. */
  template?: string;
}

/** `stop` ends the database in order; `dump` packs its data folder. */
export type ToThread = 'stop' | 'dump';

export type FromThread = { kind: 'ready'; port: number } | { kind: 'dumped'; archive: Blob } | { kind: 'broken'; reason: string };
