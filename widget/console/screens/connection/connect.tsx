import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { asApiError } from '../../../api/errors.ts';
import { type Connection } from '../../../state/connection.ts';
import { dict, text } from '../../../state/read.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Panel } from '../../parts/page.tsx';
import { Badge, Note } from '../../parts/state.tsx';

const BADGES = { connected: 'good', reauthorize: 'bad', disconnected: 'plain' } as const;
/** How often the state is looked at while Kommo's consent page is open (ms). */
const EVERY = 2_500;

/** Opens Kommo's consent page in a window of its own and waits for it to have an effect. */
export const ConnectionPanel = ({ connection, onChanged }: { connection: Connection; onChanged: () => void }) => {
  const { api, toasts, format } = useConsole();
  const t = useTexts('connection');
  const busy = useSignal(false);
  /** The address of the consent page, where the browser would not open it by itself. */
  const manual = useSignal<string | undefined>(undefined);
  const waiting = useSignal(false);
  useEffect(() => {
    if (!waiting.value) return undefined;
    const timer = setInterval(onChanged, EVERY);
    return () => clearInterval(timer);
  }, [waiting.value, onChanged]);

  const connect = async (): Promise<void> => {
    busy.value = true;
    // Opened before the answer is there: later the browser would take it for an advertisement.
    const page = window.open('', '_blank', 'width=760,height=640');
    try {
      const url = text(dict(await api.write('POST', '/crm/connect'))['url']);
      if (!/^https?:\/\//u.test(url)) throw new Error('no address');
      if (page) {
        page.opener = null;
        page.location.href = url;
      } else manual.value = url;
      waiting.value = true;
    } catch (error) {
      page?.close();
      toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      busy.value = false;
    }
  };

  const { state, host, refreshedAt } = connection;
  return (
    <Panel
      title={t('panels.connection')}
      actions={
        <Button kind={state === 'connected' ? 'neutral' : 'primary'} busy={busy.value} onPress={() => void connect()}>
          {t(state === 'disconnected' ? 'connect' : 'connect_again')}
        </Button>
      }
    >
      <dl class="souffleur-facts">
        <div>
          <dt>{t('facts.state')}</dt>
          <dd>
            <Badge kind={BADGES[state]}>{t(`states.${state}`)}</Badge>
          </dd>
        </div>
        <div>
          <dt>{t('facts.account')}</dt>
          <dd>{host || '–'}</dd>
        </div>
        {refreshedAt && (
          <div>
            <dt>{t('facts.refreshed')}</dt>
            <dd>{format.ago(refreshedAt)}</dd>
          </div>
        )}
      </dl>
      {state !== 'connected' && <Note kind={state === 'reauthorize' ? 'bad' : 'info'}>{t(`mend.${state}`)}</Note>}
      {waiting.value && (
        <Note>
          {t('waiting')}{' '}
          {manual.value && (
            <a class="souffleur-link" href={manual.value} target="_blank" rel="noopener noreferrer">
              {t('open_by_hand')}
            </a>
          )}
        </Note>
      )}
    </Panel>
  );
};
