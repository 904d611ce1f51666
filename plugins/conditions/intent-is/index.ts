/** Asks what the customer means by the message. The model says it once per message; this only reads its answer. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'intent-is',
  title: { en: 'Meaning of the message', ru: 'Смысл сообщения', es: 'Intención del mensaje', pt: 'Intenção da mensagem' },
  description: {
    en: 'The customer’s message means one of what you describe: a question about the price, a complaint, a wish to buy…',
    ru: 'Сообщение клиента означает то, что вы опишете: вопрос о цене, жалоба, желание купить…',
    es: 'El mensaje del cliente significa algo que usted describe: pregunta por el precio, queja, deseo de comprar…',
    pt: 'A mensagem do cliente significa algo que você descreve: pergunta sobre o preço, reclamação, vontade de comprar…',
  },
  icon: 'robot',
  says: {
    en: 'the customer means: {{labels.description}}',
    ru: 'клиент имеет в виду: {{labels.description}}',
    es: 'el cliente quiere decir: {{labels.description}}',
    pt: 'o cliente quer dizer: {{labels.description}}',
  },
  settings,
  input,
  test: async ({ labels, threshold }, _event, { facts }) => {
    // Nothing was said: the model would be asked for money to guess.
    if (facts.text.trim() === '') return { holds: false, found: null };
    const { label, score } = await facts.intent(labels.map(({ id, description }) => ({ id, description })));
    const meant = labels.find(({ id }) => id === label);
    if (!meant || !(score >= 0 && score <= 1)) return { holds: false, found: null };
    return { holds: meant.wanted && score >= threshold, found: `${meant.description} (${Math.floor(score * 100)}%)` };
  },
});
