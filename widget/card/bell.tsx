import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';

/** What the member has not read yet; nothing when there is nothing. */
export const Bell = () => {
  const { state, texts } = useCard();
  const { items, unread, markRead } = state.bell;
  const open = useSignal(false);
  const id = useId();
  if (unread.value === 0) return null;
  return (
    <div class="souffleur-bell">
      <button type="button" class="souffleur-bell-button" aria-expanded={open.value} aria-controls={id} onClick={() => (open.value = !open.value)}>
        <Icon name="bell" />
        {texts.t('card.bell.unread', { count: unread.value })}
      </button>
      {open.value && (
        <div id={id}>
          <ul class="souffleur-bell-list">
            {items.value
              .filter(({ readAt }) => !readAt)
              .map((notice) => (
                <li key={notice.id}>
                  <div class="souffleur-bell-title">
                    <strong>{notice.title}</strong>
                    <span class="souffleur-hint">{texts.time(notice.at)}</span>
                  </div>
                  <p class="souffleur-hint">{notice.text}</p>
                </li>
              ))}
          </ul>
          <Button kind="quiet" onPress={() => void markRead().catch(() => {})}>
            {texts.t('card.bell.read')}
          </Button>
        </div>
      )}
    </div>
  );
};
