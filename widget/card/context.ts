import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import { type Texts } from '../i18n/translate.ts';
import { type CardState } from '../state/card.ts';

export interface Card {
  state: CardState;
  texts: Texts;
}

export const CardContext = createContext<Card | undefined>(undefined);

export const useCard = (): Card => {
  const card = useContext(CardContext);
  if (!card) throw new Error('A part of the card was drawn outside the card.');
  return card;
};
