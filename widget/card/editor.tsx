import { useState } from 'preact/hooks';

import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useCard } from './context.ts';

/** Longest text a channel takes, in UTF-16 units. */
const LONGEST = 4000;

interface Props {
  text: string;
  draftId: string;
  onDone: () => void;
}

/** The draft as the rep's own words. A newer draft never overwrites what was typed. */
export const Editor = ({ text, draftId, onDone }: Props) => {
  const { state, texts } = useCard();
  const [typed, setTyped] = useState(text);
  const [startedWith] = useState(draftId);
  const send = (): void => {
    if (typed.trim()) void state.drafts.send(typed.trim()).then((sent) => sent && onDone());
  };
  return (
    <div class="souffleur-form">
      {draftId !== startedWith && <p class="souffleur-hint">{texts.t('card.edit.newer')}</p>}
      <TextField label={texts.t('card.edit.label')} value={typed} onInput={setTyped} onSubmit={send} onCancel={onDone} maxLength={LONGEST} />
      <div class="souffleur-actions">
        <Button kind="primary" onPress={send} busy={state.drafts.sending.value} disabled={!typed.trim()}>
          {texts.t('card.suggestion.send')}
        </Button>
        <Button kind="neutral" onPress={onDone}>
          {texts.t('card.edit.cancel')}
        </Button>
        <span class="souffleur-key">{texts.t('card.edit.hint')}</span>
      </div>
    </div>
  );
};
