import { useState } from 'preact/hooks';

import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useCard } from './context.ts';

/** Asks for another draft; the wish may stay empty. */
export const Rewrite = ({ onDone }: { onDone: () => void }) => {
  const { state, texts } = useCard();
  const [wish, setWish] = useState('');
  const go = (): void => {
    void state.drafts.request(wish.trim() || undefined);
    onDone();
  };
  return (
    <div class="souffleur-form">
      <span class="souffleur-form-label">{texts.t('card.rewrite.label')}</span>
      <TextField
        label={texts.t('card.rewrite.label')}
        value={wish}
        onInput={setWish}
        onSubmit={go}
        onCancel={onDone}
        maxLength={500}
        placeholder={texts.t('card.rewrite.placeholder')}
      />
      <div class="souffleur-actions">
        <Button kind="primary" onPress={go}>
          {texts.t('card.rewrite.go')}
        </Button>
        <Button kind="neutral" onPress={onDone}>
          {texts.t('card.rewrite.cancel')}
        </Button>
      </div>
    </div>
  );
};
