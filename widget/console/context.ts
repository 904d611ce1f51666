import { useSignal, type ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useEffect, useMemo } from 'preact/hooks';

import { type i18n, type TFunction } from 'i18next';

import { type Api } from '../api.ts';
import { type Dialogs } from '../state/dialogs.ts';
import { type Heard, type LiveHub, type LiveKind } from '../state/live-hub.ts';
import { createResource, type Resource } from '../state/resource.ts';
import { type Session } from '../state/shapes.ts';
import { type Toasts } from '../state/toasts.ts';
import { type Format } from './format.ts';
import { type Place, type Router } from './router.ts';

/** What every screen has at hand. */
export interface Console {
  api: Api;
  router: Router;
  session: Session;
  i18n: i18n;
  format: Format;
  toasts: Toasts;
  dialogs: Dialogs;
  live: LiveHub;
  /** `crm`: inside Kommo's page, in its theme. `own`: our page at `/console`. */
  place: 'crm' | 'own';
  /** For links into the CRM, e.g. `https://acme.kommo.com`. */
  crmUrl: string;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export const useConsole = (): Console => {
  const parts = useContext(ConsoleContext);
  if (!parts) throw new Error('A part of the console was drawn outside the console.');
  return parts;
};

/** Texts of a screen's own file; what it lacks is looked for in `common`. */
export const useTexts = (namespace = 'common'): TFunction => {
  const { i18n } = useConsole();
  return useMemo(() => i18n.getFixedT(null, namespace), [i18n, namespace]);
};

/** Hears live messages while the component is in the page. */
export const useLive = (kinds: readonly LiveKind[], then: (message: Heard | undefined) => void): void => {
  const { live } = useConsole();
  const latest = useSignal(then);
  latest.value = then;
  useEffect(() => live.on(kinds, (message) => latest.peek()(message)), [live, kinds.join(' ')]);
};

/** Loads when the component appears and whenever one of `deps` changes. */
export const useResource = <T>(load: () => Promise<T>, deps: readonly unknown[]): Resource<T> => {
  const resource = useMemo(() => createResource(load), deps);
  useEffect(() => void resource.reload(), [resource]);
  return resource;
};

/** What changes the account is an administrator's; a rep may look. */
export const useIsAdmin = (): boolean => useConsole().session.member.role === 'admin';

/** Keeps `true` in the router while there is something to lose; going where `isKept` says so loses nothing. */
export const useUnsaved = (isDirty: ReadonlySignal<boolean>, isKept: (next: Place) => boolean = () => false): void => {
  const { router } = useConsole();
  useEffect(() => router.guard((next) => isDirty.peek() && !(next && isKept(next))), [router, isDirty]);
};
