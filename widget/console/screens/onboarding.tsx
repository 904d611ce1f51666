import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { asApiError } from '../../api/errors.ts';
import { keepChecks, type Onboarding as Setup, readOnboarding, readTemplate, type StepId, stepIds } from '../../state/onboarding.ts';
import { readPage } from '../../state/read.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useLive, useResource, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Stepper } from '../onboarding/stepper.tsx';
import { Page } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';

/** How often a step that goes on by itself is looked at, ms. */
const EVERY = 2000;

/** The set-up of a fresh account: each step looks at what is there, so that it can be left and taken up again. */
export default function Onboarding() {
  const { api, router, toasts, format } = useConsole();
  const t = useTexts('onboarding');
  const checking = useSignal(false);
  /** What the member chose to see; without, the first step that is not done. */
  const opened = useSignal<StepId | undefined>(undefined);
  const setup = useResource(async () => readOnboarding(await api.get('/onboarding?check=true')), []);
  const templates = useResource(async () => readPage(await api.get(`/onboarding/templates?language=${format.language}`), readTemplate), [format.language]);
  const phase = setup.phase.value;
  const now = phase.name === 'ready' ? phase.value : undefined;
  const shown = opened.value ?? now?.current ?? (now ? 'live' : null);

  const refresh = async (check = false): Promise<void> => {
    const before = setup.phase.peek();
    // The first answer knows more than this one would.
    if (!check && before.name === 'loading') return;
    checking.value = check;
    try {
      const next = readOnboarding(await api.get(check ? '/onboarding?check=true' : '/onboarding'));
      // What is open stays open: a step that is done is left by its own button.
      opened.value ??= before.name === 'ready' ? (before.value.current ?? undefined) : undefined;
      setup.set(check ? next : keepChecks(before.name === 'ready' ? before.value : undefined, next));
    } catch (error) {
      if (check) toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      checking.value = false;
    }
  };

  const waits = now?.steps.some(({ id, state }) => state === 'running' || (id === 'connect' && id === shown && state !== 'done')) ?? false;
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(() => void refresh(), EVERY);
    return () => clearInterval(timer);
  }, [waits]);
  useLive(['sync.updated'], () => void refresh());

  const next = (): void => {
    const steps = now?.steps ?? [];
    const after = stepIds.slice(stepIds.indexOf(shown ?? 'connect') + 1);
    opened.value = after.find((id) => steps.some((step) => step.id === id && step.state !== 'done')) ?? 'live';
  };

  const hide = async (dismissed: boolean): Promise<void> => {
    try {
      setup.set(readOnboarding(await api.write('POST', '/onboarding/dismiss', { dismissed })));
      if (dismissed) router.go('');
    } catch (error) {
      toasts.bad(errorWords(t, asApiError(error)));
    }
  };

  return (
    <Page
      title={t('title')}
      hint={t(now?.done ? 'hint_done' : 'hint')}
      actions={
        now && !now.done ? (
          <Button kind="quiet" onPress={() => void hide(!now.dismissed)}>
            {t(now.dismissed ? 'unhide' : 'hide')}
          </Button>
        ) : undefined
      }
    >
      <State phase={phase} onRetry={() => void setup.reload()} lines={9}>
        {(setupNow: Setup) => {
          const done = setupNow.steps.filter(({ state }) => state === 'done').length;
          const ideas = templates.phase.value;
          return (
            <>
              <div class="souffleur-steps-progress">
                <progress class="souffleur-progress" max={setupNow.steps.length} value={done} aria-labelledby="souffleur-steps-count" />
                <span id="souffleur-steps-count" role="status">
                  {t('progress', { done, all: setupNow.steps.length })}
                </span>
              </div>
              <Stepper
                opened={shown}
                props={{ setup: setupNow, templates: ideas.name === 'ready' ? ideas.value : [], refresh, checking, next, open: (id) => (opened.value = id) }}
              />
            </>
          );
        }}
      </State>
    </Page>
  );
}
