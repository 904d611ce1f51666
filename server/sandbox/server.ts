import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import Koa from 'koa';

import { openPlatform, type PlatformOptions } from './kommo/platform.ts';
import { type SandboxState } from './kommo/state.ts';
import { createModelRouter } from './model/router.ts';
import { createPageRouter } from './page/router.ts';

export interface SandboxOptions extends PlatformOptions {
  /** 0 takes any free port. */
  port: number;
  /** Loopback by default. */
  host?: string;
}

export interface Sandbox {
  /** `http://localhost:PORT`. */
  origin: string;
  state: SandboxState;
  /** Stops taking requests and sending hooks, and writes the state. What was undelivered is sent after the next start. */
  stop(): Promise<void>;
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Starts a local Kommo: page, API, OAuth, hooks, ledger, and the offline model on the same origin.
 * Rejects when the port is taken or the kept state cannot be read.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const platform = await openPlatform(options);
  const app = new Koa();
  app.silent = true;
  for (const guard of platform.guards) app.use(guard);
  // The model reads its own bodies, so it comes before the step that reads them for the platform.
  app.use(createModelRouter().routes());
  app.use(createPageRouter(platform.pageDeps).routes());
  for (const routes of platform.routes) app.use(routes);

  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  const port = await listen(server, options.port, options.host ?? '127.0.0.1');
  platform.start();
  return {
    origin: `http://localhost:${port}`,
    state: platform.state,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await platform.stop();
    },
  };
};
