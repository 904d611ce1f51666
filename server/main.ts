/** Reads the configuration, starts the roles asked for, and stops them in order. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { collectAtRest } from './collect.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { openEmbedded } from './db/embedded/embedded.ts';
import { DirectoryInUse } from './db/embedded/lock.ts';
import { createLog } from './log.ts';
import type { Product } from './product.ts';

/** Longest an orderly stop may take, ms. */
const STOP_MS = 15_000;
/** What is being answered when the stop comes may take this long, ms; then a moment to write down what was broken off. */
const GRACE_MS = 1000;
const LAST_WORDS_MS = 200;

let config: Config;
try {
  config = readConfig(process.env);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

const log = createLog(config, 'souffleur');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let product: Product | undefined;
let sandbox: { stop(): Promise<void> } | undefined;
let stopping = false;
// Until the product has come up: who asks is told to come back, not left waiting.
const server = createServer((_request, response) => void response.writeHead(503, { 'retry-after': '1' }).end());
try {
  if (config.roles.includes('http')) {
    server.listen(config.port, config.host);
    await once(server, 'listening');
  }
  // The database comes up in its thread while the rest is being loaded.
  const embedded = config.databaseUrl === undefined ? openEmbedded({ dataDir: config.dataDir, log }) : undefined;
  embedded?.catch(refuse);
  const { startProduct } = await import('./product.ts');
  product = await startProduct({ config, log, server, embedded, onFatal: (reason) => void stop(1, reason) });
} catch (error) {
  refuse(error);
}

collectAtRest();
// Not even loaded where it is not wanted.
sandbox = config.sandbox && config.roles.includes('http') ? await (await import('./sandbox/start.ts')).startLocalKommo({ config, log, say }) : undefined;
if (!sandbox) say(`Souffleur ${config.version} is ready: ${config.publicUrl} (roles: ${config.roles.join(', ')})`);

/** What a person can mend is said in one line; anything else is a fault and shows its stack. */
function refuse(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!(error instanceof DirectoryInUse) && code !== 'EADDRINUSE') throw error;
  process.stderr.write(error instanceof DirectoryInUse ? `${error.message}\n` : `Port ${config.port} is taken. Stop what uses it, or set PORT.\n`);
  process.exit(1);
}

async function stop(code: number, reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => process.exit(code || 1), STOP_MS).unref();
  server.close();
  server.closeIdleConnections();
  await sandbox?.stop();
  // Streams never end by themselves: what is being answered gets a moment, then its clients are told to come again.
  await Promise.race([once(server, 'close'), delay(GRACE_MS)]);
  server.closeAllConnections();
  await delay(LAST_WORDS_MS);
  await product?.stop();
  process.exit(code);
}

// The state of the process is unknown after this: it ends, and whoever watches it starts it again.
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    log.fatal({ error }, event);
    void stop(1, event);
  });
process.once('SIGTERM', () => void stop(0, 'SIGTERM'));
process.once('SIGINT', () => void stop(0, 'SIGINT'));
