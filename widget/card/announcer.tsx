import { useCard } from './context.ts';

const SAID: Record<string, string> = { streaming: 'writing', ready: 'ready', withheld: 'ready', sent: 'sent', failed: 'failed' };

/** Tells a screen reader what became of the draft: once a state, never once a word. */
export const Announcer = () => {
  const { state, texts } = useCard();
  const draft = state.drafts.current.value;
  const said = draft && SAID[draft.state];
  return (
    <div class="souffleur-hidden" role="status" aria-live="polite">
      {said ? texts.t(`card.say.${said}`) : ''}
    </div>
  );
};
