import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

import { TIMED_OUT } from './schedule.ts';

interface Outcome {
  status: number;
  /** The connection was one kept from before and broke. */
  stale: boolean;
}

export interface HookPoster {
  /** The status of the answer, `TIMED_OUT` after `windowMs`, 0 when nobody listens. Never rejects. */
  post(destination: string, requestId: string, body: string): Promise<number>;
  close(): void;
}

/** Sends bodies with exactly the platform's headers; redirects are answers like any other. */
export const createPoster = (windowMs: number): HookPoster => {
  const http = new HttpAgent({ keepAlive: true, maxSockets: 16 });
  const https = new HttpsAgent({ keepAlive: true, maxSockets: 16 });
  const once = (url: URL, requestId: string, payload: Buffer): Promise<Outcome> =>
    new Promise((resolve) => {
      const secure = url.protocol === 'https:';
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: secure ? https : http,
        headers: {
          'accept-encoding': 'gzip',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': payload.length,
          'user-agent': 'amoCRM-Webhooks/3.0',
          'x-amocrm-requestid': requestId,
        },
      });
      let timer: NodeJS.Timeout | undefined;
      request.on('socket', () => {
        timer ??= setTimeout(() => {
          resolve({ status: TIMED_OUT, stale: false });
          request.destroy();
        }, windowMs);
      });
      request.on('response', (response) => {
        clearTimeout(timer);
        response.resume();
        resolve({ status: response.statusCode ?? 0, stale: false });
      });
      request.on('error', () => {
        clearTimeout(timer);
        resolve({ status: 0, stale: request.reusedSocket });
      });
      request.end(payload);
    });
  return {
    async post(destination, requestId, body) {
      const url = new URL(destination);
      const payload = Buffer.from(body);
      const first = await once(url, requestId, payload);
      // The other side may close an idle connection just as we reuse it: that is no answer of theirs.
      return first.stale ? (await once(url, requestId, payload)).status : first.status;
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
};
