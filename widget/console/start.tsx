import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { type Api } from '../api.ts';
import { asApiError, type ApiError } from '../api/errors.ts';
import { createDialogs } from '../state/dialogs.ts';
import { createLiveHub } from '../state/live-hub.ts';
import { type Session } from '../state/shapes.ts';
import { createToasts } from '../state/toasts.ts';
import { Button } from '../ui/button.tsx';
import { ConsoleIcon } from '../ui/console-icon.tsx';
import { Console } from './console.tsx';
import { type Console as Parts } from './context.ts';
import { errorWords } from './errors.ts';
import { createFormat } from './format.ts';
import { createI18n } from './i18n.ts';
import { NotConnected, PerhapsNotConnected } from './not-connected.tsx';
import { type Router } from './router.ts';
import { type Screen } from './screens.ts';
import { SignIn } from './sign-in.tsx';
import { type Theme } from './theme.ts';

export type Stage = { name: 'opening' } | { name: 'signed_out' } | { name: 'failed'; error: ApiError } | { name: 'open'; parts: Parts; close: () => void };

export interface StartProps {
  api: Api;
  router: Router;
  place: Parts['place'];
  screens: readonly Screen[];
  /** Until the session says the member's own. */
  language: string;
  theme?: Theme;
}

const partsOf = ({ api, router, place, language }: StartProps, session: Session): Stage => {
  const { account, member } = session;
  // Inside the CRM its page already speaks the member's language.
  const i18n = createI18n(place === 'crm' ? language : member.language || language);
  const toasts = createToasts();
  const live = createLiveHub(api);
  const parts: Parts = {
    api,
    router,
    session,
    place,
    i18n,
    toasts,
    live,
    format: createFormat(i18n.language, account.timezone, account.currency || undefined),
    dialogs: createDialogs(),
    // Inside the CRM its own page knows best where it is.
    crmUrl: place === 'crm' ? window.location.origin : `https://${account.subdomain}.kommo.com`,
  };
  return {
    name: 'open',
    parts,
    close() {
      toasts.close();
      live.close();
    },
  };
};

/** Signs in, then shows the console; says what is wrong when it cannot. */
export const createStart = (props: StartProps) => {
  const stage = signal<Stage>({ name: 'opening' });
  const leave = (): void => {
    if (stage.value.name === 'open') stage.value.close();
  };
  const open = (): void => {
    stage.value = { name: 'opening' };
    props.api.session().then(
      (session) => (stage.value = partsOf(props, session)),
      (thrown: unknown) => {
        const error = asApiError(thrown);
        stage.value = props.place === 'own' && error.code === 'signed_out' ? { name: 'signed_out' } : { name: 'failed', error };
      },
    );
  };
  /** Tries again and shows nothing unless it works. */
  const quietly = (): void =>
    void props.api.session().then(
      (session) => (stage.value = partsOf(props, session)),
      () => undefined,
    );
  const signOut = (): void => {
    leave();
    void props.api.signOut().then(() => (stage.value = { name: 'signed_out' }));
  };
  return { stage, open, quietly, leave, signOut };
};

export const Start = ({ start, ...props }: StartProps & { start: ReturnType<typeof createStart> }) => {
  useEffect(start.open, []);
  const stage = start.stage.value;
  if (stage.name === 'open') {
    return <Console parts={stage.parts} screens={props.screens} theme={props.theme} onSignOut={props.place === 'own' ? start.signOut : undefined} />;
  }
  const t = createI18n(props.language).getFixedT(null, 'common');
  const body = (() => {
    if (stage.name === 'opening') return <div class="souffleur-bone souffleur-bone-page" role="status" aria-label={t('common:loading')} />;
    if (stage.name === 'signed_out') return <SignIn t={t} api={props.api} />;
    // The CRM knows the person and the server does not know the account: it has to be connected first.
    if (props.place === 'crm' && stage.error.code === 'unauthorized')
      return <NotConnected t={createI18n(props.language).getFixedT(null, 'onboarding')} retry={start.open} quietly={start.quietly} />;
    return (
      <div class="souffleur-nothing" role="alert">
        <ConsoleIcon name="warning" size={28} />
        <p class="souffleur-nothing-title">{t('common:unavailable')}</p>
        <p class="souffleur-nothing-hint">{errorWords(t, stage.error)}</p>
        {props.place === 'crm' && stage.error.code === 'offline' && <PerhapsNotConnected t={createI18n(props.language).getFixedT(null, 'onboarding')} />}
        <Button kind="neutral" onPress={start.open}>
          {t('common:retry')}
        </Button>
      </div>
    );
  })();
  return (
    <div class={`souffleur-console souffleur-console-${props.place}`} lang={props.language}>
      {props.place === 'own' ? <main class="souffleur-front">{body}</main> : <div class="souffleur-front">{body}</div>}
    </div>
  );
};
