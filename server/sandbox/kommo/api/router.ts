import { Router } from '@koa/router';

import { addAccountRoutes } from './account.ts';
import { addBotRoutes } from './bots.ts';
import { addCallRoutes } from './calls.ts';
import { addCatalogRoutes } from './catalogs.ts';
import { type ApiRouter, type ApiState } from './context.ts';
import { addEventRoutes } from './events.ts';
import { addDefinitionRoutes, addTagRoutes } from './fields.ts';
import { account, faulty, type GateDeps, limited, parsedQuery, problems, signedIn } from './gate.ts';
import { addComplexRoutes } from './leads-complex.ts';
import { addLeadRoutes } from './leads.ts';
import { addLinkRoutes } from './links.ts';
import { addNoteRoutes } from './notes.ts';
import { addPeopleRoutes } from './people.ts';
import { missing, wrongMethod } from './problems.ts';
import { addTalkRoutes } from './talks.ts';
import { addTaskRoutes } from './tasks.ts';
import { addUnsortedRoutes } from './unsorted.ts';
import { addWebhookRoutes } from './webhooks.ts';
import { addWidgetRoutes, type WidgetDeps } from './widgets.ts';

const EVERYTHING = '/{*rest}';

/** API v4 of one account. Named paths come before `/{collection}/{id}`, which would take them. */
export const createApiRouter = (deps: GateDeps & WidgetDeps): ApiRouter => {
  const router: ApiRouter = new Router<ApiState>({ prefix: '/api/v4' });
  router.use(problems(deps), account(deps), limited(deps), faulty(deps), signedIn(deps), parsedQuery);

  addAccountRoutes(router, deps);
  addWebhookRoutes(router, deps);
  addWidgetRoutes(router, deps);
  addUnsortedRoutes(router, deps);
  addTalkRoutes(router, deps);
  addTaskRoutes(router, deps);
  addEventRoutes(router, deps);
  addCallRoutes(router, deps);
  addBotRoutes(router, deps);
  for (const entity of ['leads', 'contacts', 'companies'] as const) {
    addDefinitionRoutes(router, deps, entity, entity);
    addTagRoutes(router, deps, entity);
    addNoteRoutes(router, deps, entity);
  }
  addCatalogRoutes(router, deps);
  addLinkRoutes(router, deps);
  addLeadRoutes(router, deps);
  addComplexRoutes(router, deps);
  addPeopleRoutes(router, deps, 'contacts');
  addPeopleRoutes(router, deps, 'companies');

  const known = router.stack.filter(({ methods }) => methods.length > 0);
  router.all(EVERYTHING, (ctx) => {
    if (known.some((layer) => layer.match(ctx.path))) throw wrongMethod();
    throw missing(ctx.method, `${deps.state.baseUrl}${ctx.originalUrl}`);
  });
  return router;
};
