/** Starts the local Kommo beside the product and gets it to the point where a newcomer can type a message. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Logger } from 'pino';

import { type Config } from '../config.ts';
import { bootstrap } from './bootstrap.ts';
import { type Sandbox, startSandbox } from './server.ts';

const BUILD = fileURLToPath(new URL('../../widget/build.ts', import.meta.url));

interface LocalKommo {
  stop(): Promise<void>;
}

export async function startLocalKommo({ config, log, say }: { config: Config; log: Logger; say: (line: string) => void }): Promise<LocalKommo> {
  const archive = join(config.dataDir, 'widget.zip');
  const built = buildWidget(config, archive).catch((error: unknown) => log.error({ error }, 'the widget could not be built'));
  const ended = new AbortController();
  const sandbox: Sandbox = await startSandbox({
    port: config.sandbox?.port ?? 0,
    host: config.host,
    dataDir: config.dataDir,
    productUrl: config.publicUrl,
    clientId: config.kommo.clientId,
    clientSecret: config.kommo.clientSecret,
    redirectUri: config.kommo.redirectUri,
    disconnectUrl: `${config.publicUrl}/oauth/kommo/disabled`,
    widgetArchive: async () => {
      await built;
      return readFile(archive).catch(() => undefined);
    },
    log: (line) => log.debug({ sandbox: line }, 'sandbox'),
  });
  const told = (): void => {
    say(`  product   ${config.publicUrl}   API docs ${config.publicUrl}/api-docs`);
    say(`  model     ${config.llm.model}   at ${config.llm.baseUrl}`);
  };
  if (config.sandbox?.prepared === false) {
    say(`Souffleur ${config.version} with a local Kommo that does not know it yet. Install it at ${sandbox.origin}/settings/widgets/`);
    told();
  } else {
    bootstrap({ productUrl: `http://127.0.0.1:${config.port}`, sandboxOrigin: `http://127.0.0.1:${config.sandbox?.port}`, signal: ended.signal }).then(
      () => {
        say(`Souffleur ${config.version} with a local Kommo. Open ${sandbox.origin} and write as the customer.`);
        told();
      },
      (error: unknown) => {
        if (!ended.signal.aborted) log.error({ error }, 'the sandbox could not be set up');
      },
    );
  }
  return {
    stop: async () => {
      ended.abort();
      await sandbox.stop();
    },
  };
}

/** In a process of its own: the bundler's memory goes with it. */
async function buildWidget(config: Config, out: string): Promise<void> {
  const child = spawn(process.execPath, [BUILD, '--server-url', config.publicUrl, '--out', out], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`widget/build.ts ended with ${code}: ${complaint.slice(0, 2000)}`);
}
