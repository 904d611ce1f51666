/** Opens another lead for the same contact. */
import { type CardValues, type ChangeBody, definePlugin, type Facts, Refuse } from 'souffleur/sdk';

import { input, type Input, MAX_NAME, settings } from './schema.ts';
import { describe } from './words.ts';

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'create-lead',
  title: { en: 'Create a lead', ru: 'Создать сделку', es: 'Crear un lead', pt: 'Criar um lead' },
  description: {
    en: 'Opens another lead for the same contact.',
    ru: 'Создаёт ещё одну сделку для того же контакта.',
    es: 'Abre otro lead para el mismo contacto.',
    pt: 'Abre outro lead para o mesmo contato.',
  },
  icon: 'plus',
  settings,
  input,
  effect: 'approval',
  says: {
    en: 'create the lead “{{name}}”[ in {{stage}}][, price: {{price}}][, tags: {{tags}}][, responsible: {{responsible}}]',
    ru: 'создать сделку «{{name}}»[, этап: {{stage}}][, бюджет: {{price}}][, теги: {{tags}}][, ответственный: {{responsible}}]',
    es: 'crear el lead «{{name}}»[ en {{stage}}][, presupuesto: {{price}}][, etiquetas: {{tags}}][, responsable: {{responsible}}]',
    pt: 'criar o lead “{{name}}”[ em {{stage}}][, valor: {{price}}][, tags: {{tags}}][, responsável: {{responsible}}]',
  },
  preview: (wanted, { facts, language }) => describe(leadOf(wanted, facts), facts, language),
  run: async (wanted, _event, { facts, enqueue }) => enqueue({ kind: 'crm', change: leadOf(wanted, facts) }),
});

function leadOf(wanted: Input, { lead, contact }: Facts): Extract<ChangeBody, { kind: 'create_lead' }> {
  const contactId = contact?.id ?? lead?.contactIds?.[0];
  if (!contactId) throw new Refuse('invalid', 'There is no contact here that a lead could be created for.');
  const name = wanted.name.trim();
  if (name === '' || name.length > MAX_NAME) throw new Refuse('invalid', `A lead's name has 1 to ${MAX_NAME} characters; this one has ${name.length}.`);
  const [pipelineId, stageId] = wanted.stage ? wanted.stage.split(':') : [];
  const responsibleId = wanted.responsible || lead?.responsibleId || contact?.responsibleId;
  const values: CardValues = {
    name,
    ...(pipelineId && stageId ? { pipelineId, stageId } : {}),
    ...(wanted.price === undefined ? {} : { price: wanted.price }),
    ...(wanted.tags.length > 0 ? { addTags: [...new Set(wanted.tags)] } : {}),
    ...(responsibleId ? { responsibleId } : {}),
  };
  return { kind: 'create_lead', values, contactId };
}
