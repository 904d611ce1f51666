/** Every route of the API, in one list: mounted, documented and walked by the permission test. */
import { accountRoutes } from '../features/accounts/routes.ts';
import { activityRoutes } from '../features/activity/routes.ts';
import { agentRoutes } from '../features/agents/routes.ts';
import { chatRoutes } from '../features/chats/routes.ts';
import { crmRoutes } from '../features/crm/routes.ts';
import { dashboardRoutes } from '../features/dashboard/routes.ts';
import { mirrorRoutes } from '../features/crm/mirror-routes.ts';
import { effectRoutes } from '../features/effects/routes.ts';
import { hookRoutes } from '../features/hooks/routes.ts';
import { jobRoutes } from '../features/jobs/routes.ts';
import { knowledgeRoutes } from '../features/knowledge/routes.ts';
import { notificationRoutes } from '../features/notifications/routes.ts';
import { onboardingRoutes } from '../features/onboarding/routes.ts';
import { pluginRoutes } from '../features/plugins/routes.ts';
import { replyRoutes } from '../features/replies/routes.ts';
import { ruleRoutes } from '../features/rules/routes.ts';
import { settingsRoutes } from '../features/settings/routes.ts';
import { syncRoutes } from '../features/sync/routes.ts';
import { talkRoutes } from '../features/talks/routes.ts';
import { liveRoutes } from './live.ts';
import { type Route } from './route.ts';

export const apiRoutes: readonly Route[] = [
  ...accountRoutes,
  ...activityRoutes,
  ...agentRoutes,
  ...chatRoutes,
  ...crmRoutes,
  ...dashboardRoutes,
  ...mirrorRoutes,
  ...effectRoutes,
  ...hookRoutes,
  ...jobRoutes,
  ...knowledgeRoutes,
  ...notificationRoutes,
  ...onboardingRoutes,
  ...pluginRoutes,
  ...replyRoutes,
  ...ruleRoutes,
  ...settingsRoutes,
  ...syncRoutes,
  ...talkRoutes,
  ...liveRoutes,
];
