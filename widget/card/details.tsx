import { type Texts } from '../i18n/translate.ts';
import { type Draft } from '../state/shapes.ts';

/** What a draft took, for who wants to know: the model, its tokens and its price. Closed until asked for. */
export const Details = ({ draft, texts }: { draft: Pick<Draft, 'model' | 'tokens' | 'cost'>; texts: Texts }) => {
  const { model, tokens, cost } = draft;
  if (tokens.in + tokens.out === 0) return null;
  return (
    <details class="souffleur-details">
      <summary>{texts.t('card.details.label')}</summary>
      <dl>
        <dt>{texts.t('card.details.model')}</dt>
        <dd>{model}</dd>
        <dt>{texts.t('card.details.tokens')}</dt>
        <dd>{texts.t('card.details.tokens_value', { in: tokens.in, out: tokens.out })}</dd>
        <dt>{texts.t('card.details.cost')}</dt>
        <dd>{texts.money(cost)}</dd>
      </dl>
    </details>
  );
};
