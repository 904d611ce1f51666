import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';

import { notifyInCrm } from '../crm.ts';
import { createBell } from '../state/bell.ts';
import { text } from '../state/read.ts';
import { ConsoleIcon } from '../ui/console-icon.tsx';
import { useConsole, useLive, useTexts } from './context.ts';
import { NoticeLink } from './notice-link.tsx';
import { Link } from './parts/page.tsx';

/** The bell of the header: how much is unread, and what. */
export const Bell = () => {
  const { api, format, place } = useConsole();
  const t = useTexts('notifications');
  const id = useId();
  const notices = useMemo(() => createBell(api), [api]);
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => void notices.refresh(), [notices]);
  useLive(['notification.created', 'notifications.read'], (message) => {
    void notices.refresh();
    if (message?.kind !== 'notification.created' || place !== 'crm') return;
    void notices
      .forCrm(text(message['notificationId']))
      .then((notice) => notice && notifyInCrm(notice))
      .catch(() => undefined);
  });
  useEffect(() => {
    if (!open.value) return undefined;
    const gone = new AbortController();
    document.addEventListener('pointerdown', (event) => box.current?.contains(event.target as Node) || (open.value = false), {
      signal: gone.signal,
      capture: true,
    });
    return () => gone.abort();
  }, [open.value]);

  const close = (): void => {
    open.value = false;
  };
  const unread = notices.unread.value;
  return (
    <div
      class="souffleur-bell"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open.value) return;
        close();
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class="souffleur-icon-button"
        aria-expanded={open.value}
        aria-controls={id}
        aria-label={unread > 0 ? t('unread', { count: unread }) : t('bell')}
        onClick={() => (open.value = !open.value)}
      >
        <ConsoleIcon name="bell" />
        {unread > 0 && (
          <span class="souffleur-bell-count" aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
      {open.value && (
        <div class="souffleur-bell-list" id={id} role="region" aria-label={t('label')}>
          <div class="souffleur-bell-head">
            <strong>{t('title')}</strong>
            {unread > 0 && (
              <button type="button" class="souffleur-text-button" onClick={() => void notices.markRead()}>
                {t('read_all')}
              </button>
            )}
          </div>
          {notices.items.value.length === 0 && <p class="souffleur-bell-empty">{t('empty')}</p>}
          <ul class="souffleur-notices">
            {notices.items.value.map((notice) => (
              <li key={notice.id} class={`souffleur-notice${notice.readAt ? '' : ' souffleur-notice-new'}`}>
                <span class="souffleur-notice-title">
                  <NoticeLink link={notice.link} onFollow={close}>
                    {notice.title}
                  </NoticeLink>
                  {!notice.readAt && <span class="souffleur-hidden"> ({t('new')})</span>}
                </span>
                <span class="souffleur-notice-text">{notice.text}</span>
                <time class="souffleur-log-time" dateTime={notice.at} title={format.dateTime(notice.at)}>
                  {format.ago(notice.at)}
                </time>
              </li>
            ))}
          </ul>
          <div class="souffleur-bell-foot">
            <Link path="notifications" onFollow={close}>
              {t('all')}
            </Link>
          </div>
        </div>
      )}
    </div>
  );
};
