/** Writes into talks of channels that Kommo or others own, through Kommo's conversation API. */
import { CRM_HOST, definePlugin } from 'souffleur/sdk';

import { readBack } from './read-back.ts';
import { settings } from './schema.ts';
import { send } from './send.ts';

/** Networks that let a business write freely only this long after the customer's last message. Hours. */
const WINDOWS = new Map([
  ['waba', 24],
  ['facebook', 24],
  ['instagram_business', 24],
]);

export default definePlugin({
  kind: 'channel',
  api: 1,
  id: 'kommo-talks',
  title: { en: 'Kommo talks', ru: 'Беседы Kommo', es: 'Conversaciones de Kommo', pt: 'Conversas da Kommo' },
  description: {
    en: 'Sends replies into the talks of a Kommo account, whatever messenger the customer writes from.',
    ru: 'Отправляет ответы в беседы аккаунта Kommo, из какого бы мессенджера ни писал клиент.',
    es: 'Envía respuestas en las conversaciones de una cuenta de Kommo, desde cualquier mensajería del cliente.',
    pt: 'Envia respostas nas conversas de uma conta da Kommo, seja qual for o mensageiro do cliente.',
  },
  icon: 'talk',
  settings,
  hosts: [CRM_HOST],
  capabilities: { text: true, images: false, templates: false, voice: false },
  window: (origin) => WINDOWS.get(origin ?? '') ?? null,
  // The messages of these talks arrive by the hooks of the CRM.
  parse: () => ({ events: [] }),
  send,
  readBack,
});
