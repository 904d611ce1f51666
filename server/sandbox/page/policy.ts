import { type Middleware } from 'koa';

/** Stricter than Kommo's page is known to be: a widget that runs here needs no inline script, inline style or eval. */
const contentSecurityPolicy = (productUrl: string): string => {
  const product = new URL(productUrl).origin;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${product} ${product.replace(/^http/, 'ws')}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
};

export const pageHeaders = (productUrl: string): Middleware => {
  const policy = contentSecurityPolicy(productUrl);
  return async (ctx, next) => {
    ctx.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
    await next();
  };
};
