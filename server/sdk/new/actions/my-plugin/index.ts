import { definePlugin, Refuse } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'my-plugin',
  version: '0.1.0',
  title: { en: 'My plugin' },
  description: { en: 'Writes to the customer and leaves a note about it.' },
  icon: 'talk',
  settings,
  input,
  effect: 'conditional',
  says: { en: 'write “{{text}}”' },
  preview: ({ text }, { facts }) => `Write “${text}” to ${facts.contact?.name ?? 'the customer'}`,
  async run({ text }, _event, { facts, settings: { signature }, enqueue }) {
    if (!facts.lead) throw new Refuse('not_found', 'There is no lead to write about.');
    enqueue({ kind: 'message', text: signature ? `${text}\n${signature}` : text });
    enqueue({ kind: 'crm', change: { kind: 'add_note', subject: `lead:${facts.lead.id}`, text: `Written: ${text}` } });
  },
});
