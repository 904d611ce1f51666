/** Starts one of the account's own bots on the lead or contact. */
import { type ChangeBody, definePlugin, type Facts, type Language, Refuse, subject } from 'souffleur/sdk';

import { input, type Input, settings } from './schema.ts';

const PREVIEW: Record<Language, (bot: string, on: Input['on'], name: string) => string> = {
  en: (bot, on, name) => `Start the Salesbot “${bot}” on the ${on} “${name}”`,
  ru: (bot, on, name) => `Запустить Salesbot «${bot}» ${on === 'lead' ? 'в сделке' : 'для контакта'} «${name}»`,
  es: (bot, on, name) => `Iniciar el Salesbot «${bot}» en el ${on === 'lead' ? 'lead' : 'contacto'} «${name}»`,
  pt: (bot, on, name) => `Iniciar o Salesbot “${bot}” no ${on === 'lead' ? 'lead' : 'contato'} “${name}”`,
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'run-salesbot',
  title: { en: 'Start a Salesbot', ru: 'Запустить Salesbot', es: 'Iniciar un Salesbot', pt: 'Iniciar um Salesbot' },
  description: {
    en: 'Starts one of your Salesbots on the lead or contact.',
    ru: 'Запускает один из ваших Salesbot в сделке или для контакта.',
    es: 'Inicia uno de sus Salesbots en el lead o el contacto.',
    pt: 'Inicia um dos seus Salesbots no lead ou no contato.',
  },
  icon: 'play',
  settings,
  input,
  effect: 'approval',
  says: {
    en: 'start the Salesbot “{{bot}}”[ ({{on}})]',
    ru: 'запустить Salesbot «{{bot}}»[ ({{on}})]',
    es: 'iniciar el Salesbot «{{bot}}»[ ({{on}})]',
    pt: 'iniciar o Salesbot “{{bot}}”[ ({{on}})]',
  },
  preview(wanted, { facts, language }) {
    const { botId } = startOf(wanted, facts);
    const card = facts[wanted.on];
    return PREVIEW[language](facts.nameOf('bot', botId), wanted.on, card?.name || (card?.id ?? ''));
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue({ kind: 'crm', change: startOf(wanted, facts) }),
});

function startOf({ bot, on }: Input, facts: Facts): Extract<ChangeBody, { kind: 'run_bot' }> {
  const card = facts[on];
  if (!card) throw new Refuse('invalid', `There is no ${on} here that a Salesbot could be started on.`);
  return { kind: 'run_bot', subject: subject(on, card.id), botId: bot };
}
