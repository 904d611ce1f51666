/**
 * Every screen of the console, in the order of the navigation.
 *
 * To add a screen:
 * 1. `screens/<id>.tsx` with `export default` of a component that takes `ScreenProps`; wrap it in `<Page title=…>`
 *    (`parts/page.tsx`). Use `useConsole()` (api, router, session, toasts, dialogs, live, format) and `useTexts('<id>')`.
 * 2. `i18n/{en,ru,es,pt}/<id>.json`, all four; `title` is its name in the navigation. Found by themselves.
 * 3. A line below. `paths` may hold several, e.g. `['hooks', 'hooks/:id']`; `:id` arrives in `params`.
 *
 * Data of a noun: `widget/state/<noun>.ts` reads answers into plain shapes (see `state/members.ts`). `useResource(load, deps)`
 * and `createList` (`state/list.ts`, keyset paging) hold loading, failure and data; `<Table>`, `<State>` and `<Form>` draw them.
 * `useLive(['hook.updated'], reload)` hears what changed. Style: `css/<id>.css`, each selector under `.souffleur-console`,
 * listed in `styles.ts`. Icons: `ui/console-icon.tsx`. A place in the header (the bell): `headerSlots`.
 */
import { type ComponentType } from 'preact';

import { type ConsoleIconName } from '../ui/console-icon.tsx';
import { Bell } from './bell.tsx';

export type Role = 'rep' | 'admin';

export interface ScreenProps {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

export interface Screen {
  /** Also the namespace of its texts. */
  id: string;
  /** The first is where the navigation leads. */
  paths: readonly string[];
  icon: ConsoleIconName;
  roles: readonly Role[];
  /** False: reached by links only. */
  inMenu?: boolean;
  load: () => Promise<{ default: ComponentType<ScreenProps> }>;
}

export const screens: readonly Screen[] = [
  { id: 'dashboard', paths: ['dashboard'], icon: 'chart', roles: ['rep', 'admin'], load: () => import('./screens/dashboard.tsx') },
  { id: 'activity', paths: ['activity'], icon: 'pulse', roles: ['rep', 'admin'], load: () => import('./screens/activity.tsx') },
  {
    id: 'rules',
    paths: ['rules', 'rules/new', 'rules/runs', 'rules/runs/:run', 'rules/:id'],
    icon: 'branch',
    roles: ['rep', 'admin'],
    load: () => import('./screens/rules.tsx'),
  },
  { id: 'onboarding', paths: ['onboarding'], icon: 'flag', roles: ['admin'], load: () => import('./screens/onboarding.tsx') },
  { id: 'connection', paths: ['connection'], icon: 'plug', roles: ['admin'], load: () => import('./screens/connection.tsx') },
  { id: 'hooks', paths: ['hooks', 'hooks/:id'], icon: 'inbox', roles: ['admin'], load: () => import('./screens/hooks.tsx') },
  { id: 'jobs', paths: ['jobs', 'jobs/:id'], icon: 'clock', roles: ['admin'], load: () => import('./screens/jobs.tsx') },
  { id: 'plugins', paths: ['plugins', 'plugins/:id'], icon: 'puzzle', roles: ['admin'], load: () => import('./screens/plugins.tsx') },
  { id: 'test', paths: ['test'], icon: 'flask', roles: ['admin'], load: () => import('./screens/test.tsx') },
  { id: 'members', paths: ['members'], icon: 'people', roles: ['rep', 'admin'], load: () => import('./screens/members.tsx') },
  { id: 'settings', paths: ['settings', 'settings/:section'], icon: 'gear', roles: ['admin'], load: () => import('./screens/settings.tsx') },
  { id: 'notifications', paths: ['notifications'], icon: 'bell', roles: ['rep', 'admin'], inMenu: false, load: () => import('./screens/notifications.tsx') },
];

/** Drawn in the header beside the member's name, left to right. */
export const headerSlots: readonly ComponentType[] = [Bell];
