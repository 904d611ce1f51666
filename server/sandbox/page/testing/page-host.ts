/** The sandbox's pages over the real emulator with an archive of the test's own: no product behind it. */
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import Koa from 'koa';

import { openPlatform, type Platform } from '../../kommo/platform.ts';
import { createPageRouter } from '../router.ts';

export interface PageHost {
  origin: string;
  platform: Platform;
  /** Replaces the archive, as an upload does. */
  upload(zip: Buffer): void;
  stop(): Promise<void>;
}

/** `productUrl` is where a widget's own backend would be; the page may connect to it and to nothing else. */
export const startPageHost = async (zip: Buffer | undefined, productUrl = 'http://localhost:1'): Promise<PageHost> => {
  let archive = zip;
  const platform = await openPlatform({
    productUrl,
    clientId: '6f0e21b7-3c58-4d9a-8e47-1b2c3d4e5f60',
    clientSecret: 'a-secret-for-tests-of-at-least-32-bytes',
    redirectUri: `${productUrl}/oauth`,
    disconnectUrl: `${productUrl}/oauth/disconnect`,
    widgetArchive: async () => archive,
  });
  const app = new Koa();
  app.silent = true;
  for (const guard of platform.guards) app.use(guard);
  app.use(createPageRouter(platform.pageDeps).routes());
  for (const routes of platform.routes) app.use(routes);
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  platform.start();
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    platform,
    upload(next) {
      archive = next;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await platform.stop();
    },
  };
};
