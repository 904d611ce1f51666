/** Puts the console into Kommo's advanced settings page: the second module of the archive, fetched when it is needed. */
import { asApiError } from './api/errors.ts';
import { errorWords } from './card/words.ts';
// `import type`: the other form would keep the module, and with it the console, in the card's script.
import type { MountOptions } from './console/main.tsx';
import { type Crm } from './crm.ts';
import { type Texts } from './i18n/translate.ts';
import { whenThere } from './ui/guest.ts';

const FILE = 'console.js';

/** Returns what takes the console away again, also when it is still on its way. */
export const openConsole = (crm: Crm, texts: Texts): (() => void) => {
  const gone = new AbortController();
  let root: HTMLElement | undefined;
  let unmount: (() => void) | undefined;

  const show = async (element: HTMLElement): Promise<void> => {
    root = element;
    element.textContent = texts.t('advanced.loading');
    try {
      const mount = (await crm.load(FILE)) as (options: MountOptions) => () => void;
      if (gone.signal.aborted) return;
      element.textContent = '';
      unmount = mount({ root: element, language: texts.language, exchange: crm.exchange });
    } catch (thrown) {
      if (gone.signal.aborted) return;
      const again = document.createElement('button');
      again.type = 'button';
      again.textContent = texts.t('errors.retry');
      again.addEventListener('click', () => void show(element), { once: true });
      element.replaceChildren(`${errorWords(texts, asApiError(thrown))} `, again);
    }
  };

  whenThere(crm.drawInWorkArea, gone.signal, (element) => void show(element));
  return () => {
    gone.abort();
    unmount?.();
    root?.remove();
  };
};
