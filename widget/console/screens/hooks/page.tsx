import { useSignal } from '@preact/signals';

import { asApiError } from '../../../api/errors.ts';
import { canRetry, type Hook, readHook } from '../../../state/hooks.ts';
import { text } from '../../../state/read.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Link, Page, Panel } from '../../parts/page.tsx';
import { moment } from '../../parts/moment.ts';
import { Badge, Note, State } from '../../parts/state.tsx';
import { BodyTab } from './body.tsx';
import { CausedTab } from './caused.tsx';
import { SaidTab } from './said.tsx';
import { BADGES, summaryOf } from './words.ts';

const TABS = ['said', 'caused', 'body'] as const;

export const HookPage = ({ id, tab }: { id: string; tab: string | undefined }) => {
  const { api } = useConsole();
  const t = useTexts('hooks');
  const hook = useResource(async () => readHook(await api.get(`/hook-events/${encodeURIComponent(id)}`)), [id]);
  useLive(['hook.updated', 'draft.updated'], (message) => {
    if (!message || message.kind === 'draft.updated' || text(message['hookId']) === id) void hook.reload();
  });
  const phase = hook.phase.value;
  return (
    <Page
      title={phase.name === 'ready' ? summaryOf(t, phase.value) : t('one')}
      back={{ path: 'hooks', label: t('title') }}
      actions={phase.name === 'ready' && <Retry hook={phase.value} onDone={hook.set} />}
    >
      <State phase={phase} onRetry={() => void hook.reload()}>
        {(value) => <Whole hook={value} tab={TABS.find((one) => one === tab) ?? 'said'} />}
      </State>
    </Page>
  );
};

const Retry = ({ hook, onDone }: { hook: Hook; onDone: (hook: Hook) => void }) => {
  const { api, toasts } = useConsole();
  const t = useTexts('hooks');
  const busy = useSignal(false);
  if (!canRetry(hook)) return null;
  const retry = async (): Promise<void> => {
    busy.value = true;
    try {
      onDone(readHook(await api.write('POST', `/hook-events/${hook.id}/retry`)));
      toasts.done(t('retry.done', { count: 1 }));
    } catch (error) {
      toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      busy.value = false;
    }
  };
  return (
    <Button kind="primary" busy={busy.value} onPress={() => void retry()}>
      {t('retry.one')}
    </Button>
  );
};

const Whole = ({ hook, tab }: { hook: Hook; tab: (typeof TABS)[number] }) => {
  const { format } = useConsole();
  const t = useTexts('hooks');
  const took = hook.processedAt ? Math.max(0, Date.parse(hook.processedAt) - Date.parse(hook.receivedAt)) : undefined;
  const facts: [string, string][] = [
    [t('facts.received'), moment(format, hook.receivedAt)],
    [t('facts.took'), took === undefined ? '–' : format.duration(took)],
    [t('facts.source'), t(`sources.${hook.source}`, { defaultValue: hook.source })],
    [t('facts.size'), format.bytes(hook.bytes)],
    [t('facts.attempts'), format.number(hook.attempts)],
  ];
  return (
    <>
      <dl class="souffleur-facts">
        <div>
          <dt>{t('columns.state')}</dt>
          <dd>
            <Badge kind={BADGES[hook.state]}>{t(`states.${hook.state}`)}</Badge>
          </dd>
        </div>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {hook.problem && (
        <Note kind={hook.state === 'failed' ? 'bad' : 'warn'}>
          <strong>{t(`problems.${hook.problem}.short`)}</strong>
          <p class="souffleur-paragraph">{hook.retryAt ? t('problems.again', { when: format.ago(hook.retryAt) }) : t(`problems.${hook.problem}.mend`)}</p>
          {hook.error && hook.problem !== 'unexpected' && (
            <p class="souffleur-paragraph souffleur-small">
              {t('problems.server_said')} {hook.error}
            </p>
          )}
        </Note>
      )}
      <nav class="souffleur-tabs-line" aria-label={t('tabs.label')}>
        {TABS.map((one) => (
          <Link key={one} class="souffleur-tab-link" path={`hooks/${hook.id}`} query={{ tab: one === 'said' ? undefined : one }} current={one === tab}>
            {t(`tabs.${one}`)}
          </Link>
        ))}
      </nav>
      <Panel>
        {tab === 'said' && <SaidTab hook={hook} />}
        {tab === 'caused' && <CausedTab hook={hook} />}
        {tab === 'body' && <BodyTab id={hook.id} />}
      </Panel>
    </>
  );
};
