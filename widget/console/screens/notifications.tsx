import { useEffect, useMemo } from 'preact/hooks';

import { asApiError } from '../../api/errors.ts';
import { createList } from '../../state/list.ts';
import { type NoticeSetting, readNotices, readNoticeSettings } from '../../state/notifications.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useLive, useResource, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { NoticeLink } from '../notice-link.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { Empty, Failed, Skeleton, State } from '../parts/state.tsx';

const Settings = () => {
  const { api, toasts, place } = useConsole();
  const t = useTexts('notifications');
  const settings = useResource(async () => readNoticeSettings(await api.get('/notifications/settings')), []);
  const change = async (all: readonly NoticeSetting[], one: NoticeSetting): Promise<void> => {
    settings.set(all.map((item) => (item.kind === one.kind ? one : item)));
    try {
      await api.write('PUT', '/notifications/settings', { items: [one] });
    } catch (thrown) {
      toasts.bad(errorWords(t, asApiError(thrown)));
      void settings.reload();
    }
  };
  return (
    <Panel title={t('settings')}>
      <p class="souffleur-paragraph souffleur-quiet">{t('settings_hint')}</p>
      <State phase={settings.phase.value} onRetry={() => void settings.reload()}>
        {(all) => (
          <table class="souffleur-choices">
            <thead>
              <tr>
                <th scope="col" class="souffleur-choice-name">
                  {t('kind')}
                </th>
                <th scope="col" class="souffleur-choice">
                  {t('in_bell')}
                </th>
                <th scope="col" class="souffleur-choice">
                  {t('in_crm')}
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map((item) => (
                <tr key={item.kind}>
                  <th scope="row" class="souffleur-choice-name">
                    {t(`kinds.${item.kind}`)}
                  </th>
                  {(['bell', 'crm'] as const).map((where) => (
                    <td key={where} class="souffleur-choice">
                      <input
                        type="checkbox"
                        role="switch"
                        class="souffleur-switch"
                        aria-label={`${t(`kinds.${item.kind}`)}: ${t(`in_${where}`)}`}
                        checked={item[where] && item.bell}
                        disabled={where === 'crm' && (!item.bell || place === 'own') && !item.crm}
                        onChange={({ currentTarget }) => void change(all, { ...item, [where]: currentTarget.checked })}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </State>
    </Panel>
  );
};

export default function NotificationsScreen() {
  const { api, format } = useConsole();
  const t = useTexts('notifications');
  const list = useMemo(
    () =>
      createList(
        async (cursor) => readNotices(await api.get(`/notifications?limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)),
        (notice) => notice.id,
      ),
    [api],
  );
  useEffect(() => void list.restart(), [list]);
  useLive(['notification.created', 'notifications.read'], () => void list.reload());
  const items = list.items.value;
  const state = list.state.value;
  const error = list.error.value;
  const hasUnread = items.some(({ readAt }) => !readAt);
  return (
    <Page
      title={t('title')}
      hint={t('hint')}
      actions={
        hasUnread && (
          <Button kind="neutral" onPress={() => void api.write('POST', '/notifications/read', {}).then(() => list.reload())}>
            {t('read_all')}
          </Button>
        )
      }
    >
      <div class="souffleur-log-box">
        {items.length === 0 && state === 'loading' && <Skeleton lines={6} />}
        {items.length === 0 && state === 'ready' && <Empty icon="bell" title={t('empty')} hint={t('empty_hint')} />}
        {state === 'failed' && error && <Failed error={error} onRetry={() => void list.reload()} />}
        {items.length > 0 && (
          <ul class="souffleur-notices" aria-label={t('label')}>
            {items.map((notice) => (
              <li key={notice.id} class={`souffleur-notice${notice.readAt ? '' : ' souffleur-notice-new'}`}>
                <span class="souffleur-notice-title">
                  <NoticeLink link={notice.link}>{notice.title}</NoticeLink>
                  {!notice.readAt && <span class="souffleur-hidden"> ({t('new')})</span>}
                </span>
                <span class="souffleur-notice-text">{notice.text}</span>
                <time class="souffleur-log-time" dateTime={notice.at} title={format.dateTime(notice.at)}>
                  {format.ago(notice.at)}
                </time>
              </li>
            ))}
          </ul>
        )}
        {list.hasMore.value && state !== 'failed' && (
          <div class="souffleur-more">
            <Button kind="neutral" busy={state === 'more'} onPress={() => void list.more()}>
              {t('common:table.more')}
            </Button>
          </div>
        )}
      </div>
      <Settings />
    </Page>
  );
}
