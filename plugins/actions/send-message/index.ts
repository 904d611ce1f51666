/** Sends the customer a text of the rule's author, word for word. */
import { definePlugin, type Effect, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { input, type Input, MAX_TEXT, settings } from './schema.ts';

const PREVIEW: Record<Language, { to: (name: string, text: string) => string; customer: string }> = {
  en: { to: (name, text) => `Send a message to ${name}: “${text}”`, customer: 'the customer' },
  ru: { to: (name, text) => `Отправить сообщение (получатель: ${name}): «${text}»`, customer: 'клиент' },
  es: { to: (name, text) => `Enviar un mensaje (para ${name}): «${text}»`, customer: 'el cliente' },
  pt: { to: (name, text) => `Enviar uma mensagem para ${name}: “${text}”`, customer: 'o cliente' },
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'send-message',
  title: { en: 'Send a message', ru: 'Отправить сообщение', es: 'Enviar un mensaje', pt: 'Enviar uma mensagem' },
  description: {
    en: 'Sends the customer your text in the conversation, within quiet hours and the channel’s window.',
    ru: 'Отправляет клиенту ваш текст в беседу — с учётом тихих часов и окна канала.',
    es: 'Envía su texto al cliente en la conversación, respetando el horario de silencio y la ventana del canal.',
    pt: 'Envia seu texto ao cliente na conversa, respeitando o horário de silêncio e a janela do canal.',
  },
  icon: 'bubble',
  settings,
  input,
  effect: 'approval',
  says: { en: 'send the customer “{{text}}”', ru: 'отправить клиенту «{{text}}»', es: 'enviar al cliente «{{text}}»', pt: 'enviar ao cliente “{{text}}”' },
  preview(wanted, { facts, language }) {
    const { text } = messageOf(wanted, facts);
    const words = PREVIEW[language];
    return words.to(facts.contact?.name || words.customer, text);
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue(messageOf(wanted, facts)),
});

/** Without a talk: the product takes the event's, else the lead's newest open one, and knows better than we do. */
function messageOf(wanted: Input, { talk, lead }: Facts): Extract<Effect, { kind: 'message' }> {
  if (!talk && !lead) throw new Refuse('invalid', 'There is no conversation and no lead here that a message could go to.');
  const text = wanted.text.trim();
  if (text === '' || text.length > MAX_TEXT) throw new Refuse('invalid', `A message has 1 to ${MAX_TEXT} characters; this one has ${text.length}.`);
  return { kind: 'message', text };
}
