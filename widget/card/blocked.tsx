import { useState } from 'preact/hooks';

import { type Blocked } from '../state/drafts.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useCard } from './context.ts';
import { gateWords } from './words.ts';

/** A gate stopped the send: says which one and lets the rep send anyway, with a reason that is stored. */
export const BlockedSend = ({ blocked }: { blocked: Blocked }) => {
  const { state, texts } = useCard();
  const [reason, setReason] = useState('');
  const send = (): void => {
    if (reason.trim()) void state.drafts.send(blocked.text, reason.trim()).then((sent) => sent && state.drafts.unblock());
  };
  return (
    <div class="souffleur-form souffleur-blocked" role="alert">
      <p class="souffleur-line">
        <Icon name="shield" /> <strong>{texts.t('card.blocked.title', { reason: gateWords(texts, blocked.gate) })}</strong>
      </p>
      <span class="souffleur-form-label">{texts.t('card.blocked.label')}</span>
      <TextField label={texts.t('card.blocked.label')} value={reason} onInput={setReason} onSubmit={send} onCancel={state.drafts.unblock} maxLength={500} />
      <div class="souffleur-actions">
        <Button kind="primary" onPress={send} busy={state.drafts.sending.value} disabled={!reason.trim()}>
          {texts.t('card.blocked.send')}
        </Button>
        <Button kind="neutral" onPress={state.drafts.unblock}>
          {texts.t('card.blocked.cancel')}
        </Button>
      </div>
    </div>
  );
};
