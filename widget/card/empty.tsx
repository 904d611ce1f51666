import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';

const Nothing = ({ title, hint, children }: { title: string; hint?: string | undefined; children?: preact.ComponentChildren }) => (
  <section class="souffleur-empty">
    <Icon name="bubble" />
    <h3 class="souffleur-title">{title}</h3>
    {hint && <p class="souffleur-hint">{hint}</p>}
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
  const talk = state.talks.current.value;
  // Switched off by someone else: the switch above says so and cannot help.
  if (talk?.effectiveMode === 'off')
    return <Nothing title={texts.t('card.empty.off')} hint={talk.mode === 'off' ? texts.t('card.empty.off_hint') : undefined} />;
  return (
    <Nothing title={texts.t('card.empty.no_draft')} hint={texts.t('card.empty.no_draft_hint')}>
      <Button kind="neutral" onPress={() => void state.drafts.request()}>
        {texts.t('card.suggestion.ask')}
      </Button>
    </Nothing>
  );
};
