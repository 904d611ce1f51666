/**
 * The entry Kommo loads: a constructor whose `callbacks` Kommo calls. Survives `bind_actions` before or after `init`,
 * a second `render`, and `destroy` at any moment. https://developers.kommo.com/docs/script-js
 */
import { openConsole } from './advanced.ts';
import { createApi, type Api } from './api.ts';
import { mountCard } from './card/mount.tsx';
import { createCrm, type Crm, type KommoWidget } from './crm.ts';
import { createTexts } from './i18n/translate.ts';
import { SERVER_URL } from './server-url.ts';
import { mountConnection } from './settings/connection.tsx';

interface Mounted {
  lead: string;
  unmount: () => void;
}

const callbacks = (crm: Crm) => {
  let card: Mounted | undefined;
  let leaveSettings: (() => void) | undefined;
  let leaveConsole: (() => void) | undefined;
  const open = (): Api => createApi({ baseUrl: SERVER_URL, language: createTexts(crm.texts()).language, exchange: crm.exchange });

  const leaveCard = (): void => {
    card?.unmount();
    card = undefined;
  };

  return {
    render(): boolean {
      const lead = crm.lead();
      if (lead === 0) return false;
      if (lead === undefined || (card?.lead === lead && crm.panel())) return true;
      leaveCard();
      card = { lead, unmount: mountCard(crm, open(), lead) };
      return true;
    },

    init: (): boolean => true,

    bind_actions: (): boolean => true,

    settings(body?: unknown): void {
      leaveSettings?.();
      leaveSettings = undefined;
      const root = crm.drawInSettings(body);
      if (root) leaveSettings = mountConnection(root, open(), createTexts(crm.texts()), crm.consoleUrl());
    },

    advancedSettings(): void {
      leaveConsole?.();
      leaveConsole = openConsole(crm, createTexts(crm.texts()));
    },

    onSave: (): boolean => true,

    destroy(): void {
      leaveCard();
      leaveSettings?.();
      leaveSettings = undefined;
      leaveConsole?.();
      leaveConsole = undefined;
    },
  };
};

/** `new`-able, and returns `this`: another object would lose Kommo's base methods. */
export default function Souffleur(this: KommoWidget): KommoWidget {
  this.callbacks = callbacks(createCrm(this));
  return this;
}
