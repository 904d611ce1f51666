/** The one logger: structured JSON, with everything that could be a secret or a person's words cut out. */
import { type Logger, pino, stdSerializers } from 'pino';

import { type Config } from './config.ts';

const REDACTED = ['authorization', 'cookie', 'secret', 'token', 'accessToken', 'refreshToken', 'apiKey', 'password', 'body', 'text'];
const QUERY_PARAMETERS = /(?:parameters|params): \[.*$/su;
const MAX = 2000;

/** Database errors carry the values of the query: those are people's data. */
const errorOf = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const code = 'code' in error ? error.code : undefined;
  return { type, message: message.replace(QUERY_PARAMETERS, '[values cut]').slice(0, MAX), stack: stack.replace(QUERY_PARAMETERS, '').slice(0, MAX), code };
};

export const createLog = (config: Pick<Config, 'logLevel'>, name: string): Logger =>
  pino({
    name,
    level: config.logLevel,
    redact: { paths: [...REDACTED, ...REDACTED.map((key) => `*.${key}`)], censor: '[cut]' },
    serializers: { err: errorOf, error: errorOf },
  });
