import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'my-plugin',
  version: '0.1.0',
  title: { en: 'My plugin' },
  description: { en: 'The message has at least so many characters.' },
  icon: 'talk',
  settings,
  input,
  says: { en: 'the message has at least {{atLeast}} characters' },
  test({ atLeast, tags }, _event, { facts }) {
    const isMeant = tags.length === 0 || tags.some((tag) => facts.lead?.tags?.includes(tag));
    return { holds: isMeant && facts.text.length >= atLeast, found: facts.text.length };
  },
  constants: ({ tags }) => (tags.length === 0 ? [] : [{ fact: 'lead.tag', in: tags }]),
});
