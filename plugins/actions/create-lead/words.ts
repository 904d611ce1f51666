import { type ChangeBody, type Facts, type Language } from 'souffleur/sdk';

const WORDS = {
  en: { create: (name: string) => `Create the lead “${name}”`, contact: 'contact', stage: 'stage', price: 'price', tags: 'tags', user: 'responsible' },
  ru: { create: (name: string) => `Создать сделку «${name}»`, contact: 'контакт', stage: 'этап', price: 'бюджет', tags: 'теги', user: 'ответственный' },
  es: {
    create: (name: string) => `Crear el lead «${name}»`,
    contact: 'contacto',
    stage: 'etapa',
    price: 'presupuesto',
    tags: 'etiquetas',
    user: 'responsable',
  },
  pt: { create: (name: string) => `Criar o lead “${name}”`, contact: 'contato', stage: 'etapa', price: 'valor da venda', tags: 'tags', user: 'responsável' },
} satisfies Record<Language, object>;

export function describe({ values, contactId }: Extract<ChangeBody, { kind: 'create_lead' }>, facts: Facts, language: Language): string {
  const words = WORDS[language];
  const { contact, nameOf } = facts;
  const { name = '', pipelineId, stageId, price, addTags, responsibleId } = values;
  return [
    words.create(name),
    `${words.contact}: ${(contact?.id === contactId && contact?.name) || contactId}`,
    ...(pipelineId && stageId ? [`${words.stage}: ${nameOf('stage', `${pipelineId}:${stageId}`)} (${nameOf('pipeline', pipelineId)})`] : []),
    ...(price === undefined ? [] : [`${words.price}: ${money(price, facts, language)}`]),
    ...(addTags ? [`${words.tags}: ${addTags.join(', ')}`] : []),
    ...(responsibleId ? [`${words.user}: ${nameOf('user', responsibleId)}`] : []),
  ].join('; ');
}

function money(price: number, { account }: Facts, language: Language): string {
  try {
    return price.toLocaleString(language, { style: 'currency', currency: account.currency, maximumFractionDigits: 0 });
  } catch {
    return `${price} ${account.currency}`.trim();
  }
}
