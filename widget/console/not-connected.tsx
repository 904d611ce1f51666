import { useSignal } from '@preact/signals';
import { type TFunction } from 'i18next';
import { useEffect } from 'preact/hooks';

import { SERVER_URL } from '../server-url.ts';
import { Button } from '../ui/button.tsx';
import { ConsoleIcon } from '../ui/console-icon.tsx';

const INSTALL_URL = `${SERVER_URL}/oauth/kommo/install`;
/** How often it is tried whether the account is connected by now, ms. */
const EVERY = 3000;

/** The server does not know this account, or lost its access: the way to Kommo's consent page, and a look whether it worked. */
export const NotConnected = ({ t, retry, quietly, installUrl = INSTALL_URL }: Props) => {
  const left = useSignal(false);
  useEffect(() => {
    if (!left.value) return undefined;
    const timer = setInterval(quietly, EVERY);
    return () => clearInterval(timer);
  }, [left.value]);
  return (
    <div class="souffleur-nothing">
      <ConsoleIcon name="plug" size={28} />
      <h1 class="souffleur-nothing-title">{t('connect_first.title')}</h1>
      <p class="souffleur-nothing-hint">{t('connect_first.hint')}</p>
      <a
        class="souffleur-link-button"
        href={installUrl}
        target="_blank"
        rel="noopener noreferrer"
        referrerpolicy="no-referrer"
        onClick={() => (left.value = true)}
      >
        {t('connect_first.go')}
        <span class="souffleur-hidden">{t('common:new_tab')}</span>
      </a>
      {left.value && (
        <p class="souffleur-nothing-hint" role="status">
          {t('connect_first.after')}
        </p>
      )}
      <Button kind="neutral" onPress={retry}>
        {t('connect_first.check')}
      </Button>
    </div>
  );
};

interface Props {
  t: TFunction;
  /** Tries to sign in again, visibly. */
  retry: () => void;
  /** The same without a sign of it while it fails. */
  quietly: () => void;
  installUrl?: string;
}

/** Beside a server that does not answer: an account it has never heard of gets no answer either, for its page is a stranger's. */
export const PerhapsNotConnected = ({ t, installUrl = INSTALL_URL }: Pick<Props, 't' | 'installUrl'>) => (
  <p class="souffleur-nothing-hint">
    {t('connect_first.maybe')}{' '}
    <a class="souffleur-link" href={installUrl} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">
      {t('connect_first.go')}
      <span class="souffleur-hidden">{t('common:new_tab')}</span>
    </a>
  </p>
);
