import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { type TFunction } from 'i18next';

import { type Api } from '../api.ts';
import { asApiError } from '../api/errors.ts';
import { text, dict } from '../state/read.ts';
import { Button } from '../ui/button.tsx';
import { errorWords } from './errors.ts';

/** `Acme`, `acme.kommo.com` and `https://acme.kommo.com/leads` all mean acme. */
export const subdomainOf = (typed: string): string | undefined =>
  /^(?:https?:\/\/)?([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z.]+)?(?:[/?#].*)?$/i.exec(typed.trim())?.[1]?.toLowerCase();

/** "Sign in with Kommo": the person names the account, Kommo asks for the password. */
export const SignIn = ({ t, api, go = (url) => window.location.assign(url) }: { t: TFunction; api: Api; go?: (url: string) => void }) => {
  const typed = useSignal('');
  const problem = useSignal('');
  const busy = useSignal(false);
  const field = useRef<HTMLInputElement>(null);

  const complain = (words: string): void => {
    problem.value = words;
    field.current?.focus();
  };

  const submit = async (): Promise<void> => {
    const subdomain = subdomainOf(typed.value);
    if (subdomain === undefined) {
      complain(t('common:sign_in.wrong'));
      return;
    }
    busy.value = true;
    problem.value = '';
    try {
      const url = new URL(text(dict(await api.open('/session/console/start', { subdomain }))['url']));
      if (!/^https?:$/.test(url.protocol)) throw new TypeError('Not a web address');
      go(url.href);
    } catch (thrown) {
      const error = asApiError(thrown);
      complain(error.code === 'not_found' ? t('common:sign_in.unknown') : errorWords(t, error));
      busy.value = false;
    }
  };

  return (
    <form
      class="souffleur-sign-in"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h1 class="souffleur-page-title">{t('common:sign_in.title')}</h1>
      <p class="souffleur-page-hint">{t('common:sign_in.hint')}</p>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-subdomain">
          {t('common:sign_in.label')}
        </label>
        <input
          ref={field}
          id="souffleur-subdomain"
          class="souffleur-input"
          type="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          placeholder="acme.kommo.com"
          value={typed.value}
          aria-invalid={problem.value !== '' || undefined}
          aria-describedby={problem.value ? 'souffleur-sign-in-problem' : undefined}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
        {problem.value && (
          <p class="souffleur-field-error" id="souffleur-sign-in-problem" role="alert">
            {problem.value}
          </p>
        )}
      </div>
      <Button kind="primary" type="submit" busy={busy.value}>
        {t('common:sign_in.go')}
      </Button>
    </form>
  );
};
