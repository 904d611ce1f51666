import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';
import { errorWords } from './words.ts';

/** The one thing that just went wrong, or a broken live line. */
export const NoticeBar = () => {
  const { state, texts } = useCard();
  const notice = state.notices.current.value;
  if (notice) {
    const { error, retry } = notice;
    return (
      <div class="souffleur-problem" role="alert">
        <Icon name="warning" />
        <span>{errorWords(texts, error)}</span>
        {retry && (
          <Button
            kind="quiet"
            onPress={() => {
              state.notices.clear();
              retry();
            }}
          >
            {texts.t('errors.retry')}
          </Button>
        )}
      </div>
    );
  }
  if (state.connected.value) return null;
  return <p class="souffleur-offline">{texts.t('card.live.lost')}</p>;
};
