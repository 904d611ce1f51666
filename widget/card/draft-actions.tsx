import { type Draft } from '../state/shapes.ts';
import { Button } from '../ui/button.tsx';
import { useCard } from './context.ts';

interface Props {
  draft: Draft;
  onEdit: () => void;
  onRewrite: () => void;
}

/** What can be done with a draft that waits for a person. */
export const DraftActions = ({ draft, onEdit, onRewrite }: Props) => {
  const { state, texts } = useCard();
  const { drafts } = state;
  const sending = drafts.sending.value;
  return (
    <div class="souffleur-actions">
      <Button kind="primary" onPress={() => void drafts.send()} busy={sending}>
        {texts.t('card.suggestion.send')}
      </Button>
      <Button kind="neutral" onPress={onEdit} disabled={sending}>
        {texts.t('card.suggestion.edit')}
      </Button>
      <span class="souffleur-quiet-actions">
        <Button kind="quiet" onPress={onRewrite} disabled={sending}>
          {texts.t('card.suggestion.rewrite')}
        </Button>
        <Button kind="quiet" onPress={() => drafts.dismissal.start(draft.id)} disabled={sending}>
          {texts.t('card.suggestion.dismiss')}
        </Button>
      </span>
    </div>
  );
};
