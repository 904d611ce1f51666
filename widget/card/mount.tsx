import { render } from 'preact';

import { type Api } from '../api.ts';
import { type Crm, notifyInCrm } from '../crm.ts';
import { createTexts } from '../i18n/translate.ts';
import { createCardState } from '../state/card.ts';
import { OURS_ALONE, whenThere } from '../ui/guest.ts';
import { cardStyles } from '../ui/card-styles.ts';
import { adoptSheet, dropSheet } from '../ui/sheet.ts';
import { Card } from './card.tsx';

/**
 * Draws the card of a lead into the right panel (as soon as Kommo has put it there) and
 * returns what takes everything away again: nodes, listeners, timers, requests and the style sheet.
 */
export const mountCard = (crm: Crm, api: Api, lead: string): (() => void) => {
  const gone = new AbortController();
  let zone: string | undefined;
  const texts = createTexts(crm.texts(), () => zone);
  const state = createCardState(api, lead, notifyInCrm);
  let root: HTMLElement | undefined;

  adoptSheet(cardStyles);
  if (!crm.panel()) crm.drawPanel();
  whenThere(crm.panel, gone.signal, (element) => {
    root = element;
    for (const type of OURS_ALONE) element.addEventListener(type, (event) => event.stopPropagation(), { signal: gone.signal });
    render(<Card state={state} texts={texts} />, element);
  });
  state.start();
  // Whatever is wrong with the session, the card says it itself.
  api.session().then(
    ({ account }) => (zone = account.timezone || undefined),
    () => {},
  );

  return () => {
    gone.abort();
    state.close();
    if (root) render(null, root);
    crm.removePanel();
    dropSheet();
  };
};
