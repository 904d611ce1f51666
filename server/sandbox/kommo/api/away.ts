import { randomUUID } from 'node:crypto';

import { type Middleware } from 'koa';

import { type Faults } from '../faults.ts';
import { isOurs } from '../ledger.ts';
import { serverError } from './problems.ts';

/** While the platform is away no integration gets an answer that means anything. */
export const away =
  (faults: Faults): Middleware =>
  (ctx, next) => {
    if (!faults.away || !isOurs(ctx.path, ctx.get('authorization'))) return next();
    if (faults.away.api === 'cut') {
      ctx.respond = false;
      ctx.req.socket.destroy();
      return undefined;
    }
    const { status, body } = serverError(503, randomUUID());
    ctx.status = status;
    ctx.type = 'application/problem+json';
    ctx.body = JSON.stringify(body);
    return undefined;
  };
