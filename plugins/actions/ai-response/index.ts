/** Lets the agent write to the customer: a draft, or a message where its mode is `auto`. */
import { definePlugin, type Effect, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { input, type Input, settings } from './schema.ts';

const PREVIEW: Record<Language, { reply: (name: string) => string; wish: (text: string) => string }> = {
  en: { reply: (name) => `Let the agent${name && ` “${name}”`} write a reply`, wish: (text) => `with the wish: “${text}”` },
  ru: { reply: (name) => `Поручить ответ агенту${name && ` «${name}»`}`, wish: (text) => `с пожеланием: «${text}»` },
  es: { reply: (name) => `Pedir al agente${name && ` «${name}»`} que responda`, wish: (text) => `con la indicación: «${text}»` },
  pt: { reply: (name) => `Pedir ao agente${name && ` “${name}”`} que responda`, wish: (text) => `com a orientação: “${text}”` },
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'ai-response',
  title: { en: 'Let the agent reply', ru: 'Ответ агента', es: 'Respuesta del agente', pt: 'Resposta do agente' },
  description: {
    en: 'The agent writes to the customer: a draft, or a message where it may send by itself.',
    ru: 'Агент пишет клиенту: черновик или сообщение, если ему разрешено отправлять самому.',
    es: 'El agente escribe al cliente: un borrador, o un mensaje si puede enviar por sí mismo.',
    pt: 'O agente escreve ao cliente: um rascunho, ou uma mensagem se puder enviar sozinho.',
  },
  icon: 'robot',
  settings,
  input,
  effect: 'conditional',
  says: {
    en: 'let the agent[ {{agent}}] write a reply[: {{wish}}]',
    ru: 'поручить ответ агенту[ {{agent}}][: {{wish}}]',
    es: 'pedir al agente[ {{agent}}] que responda[: {{wish}}]',
    pt: 'pedir ao agente[ {{agent}}] que responda[: {{wish}}]',
  },
  preview(wanted, { facts, language }) {
    const { wish, agentId } = replyOf(wanted, facts);
    const words = PREVIEW[language];
    return [words.reply(agentId ? facts.nameOf('agent', agentId) : ''), ...(wish ? [words.wish(wish)] : [])].join(' ');
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue(replyOf(wanted, facts)),
});

/** Without a talk: the product takes the event's, else the lead's newest open one. */
function replyOf({ wish, agent }: Input, { talk, lead }: Facts): Extract<Effect, { kind: 'reply' }> {
  if (!talk && !lead) throw new Refuse('invalid', 'There is no conversation and no lead here that the agent could reply in.');
  return { kind: 'reply', ...(wish ? { wish } : {}), ...(agent ? { agentId: agent } : {}) };
}
