/** `/api/openapi.json` and a page to browse it. Two files of Swagger UI by name, our own start script, no inline code. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Router } from '@koa/router';

const DIST = fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')));
const FILES: Record<string, string> = { 'swagger-ui.css': 'text/css; charset=utf-8', 'swagger-ui-bundle.js': 'text/javascript; charset=utf-8' };
/** Swagger UI sets style attributes and draws its icons from data addresses. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Souffleur API</title><link rel="stylesheet" href="/api-docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/api-docs/swagger-ui-bundle.js"></script><script src="/api-docs/init.js"></script></body></html>
`;
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: false, validatorUrl: null });\n`;

export function mountDocs(router: Router, document: object): void {
  const json = JSON.stringify(document);
  router.get('/api/openapi.json', (ctx) => {
    ctx.body = json;
    ctx.type = 'application/json; charset=utf-8';
  });
  router.get('/api-docs', (ctx) => {
    ctx.set('Content-Security-Policy', POLICY);
    ctx.body = PAGE;
    ctx.type = 'text/html; charset=utf-8';
  });
  router.get('/api-docs/init.js', (ctx) => {
    ctx.body = START;
    ctx.type = 'text/javascript; charset=utf-8';
  });
  for (const [name, type] of Object.entries(FILES)) {
    router.get(`/api-docs/${name}`, (ctx) => {
      ctx.body = createReadStream(join(DIST, name));
      ctx.type = type;
    });
  }
}
