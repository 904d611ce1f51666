import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';

const Nothing = ({ title, hint, children }: { title: string; hint: string; children?: preact.ComponentChildren }) => (
  <section class="souffleur-empty">
    <Icon name="bubble" />
    <h3 class="souffleur-title">{title}</h3>
    <p class="souffleur-hint">{hint}</p>
    {children}
  </section>
);

/** The customer has not written yet. */
export const NoTalk = () => {
  const { texts } = useCard();
  return <Nothing title={texts.t('card.empty.no_talk')} hint={texts.t('card.empty.no_talk_hint')} />;
};

export const NoDraft = () => {
  const { state, texts } = useCard();
  const off = state.talks.current.value?.effectiveMode === 'off';
  if (off) return <Nothing title={texts.t('card.empty.off')} hint={texts.t('card.empty.off_hint')} />;
  return (
    <Nothing title={texts.t('card.empty.no_draft')} hint={texts.t('card.empty.no_draft_hint')}>
      <Button kind="neutral" onPress={() => void state.drafts.request()}>
        {texts.t('card.suggestion.ask')}
      </Button>
    </Nothing>
  );
};
