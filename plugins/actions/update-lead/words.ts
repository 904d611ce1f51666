import { type Facts, type Language } from 'souffleur/sdk';

import { type Update } from './values.ts';

const WORDS = {
  en: {
    change: (name: string) => `Change the lead “${name}”`,
    stage: 'stage',
    reason: 'loss reason',
    price: 'price',
    user: 'responsible',
    add: 'add tags',
    remove: 'remove tags',
    clear: 'clear',
  },
  ru: {
    change: (name: string) => `Изменить сделку «${name}»`,
    stage: 'этап',
    reason: 'причина отказа',
    price: 'бюджет',
    user: 'ответственный',
    add: 'добавить теги',
    remove: 'убрать теги',
    clear: 'очистить',
  },
  es: {
    change: (name: string) => `Modificar el lead «${name}»`,
    stage: 'etapa',
    reason: 'motivo de pérdida',
    price: 'presupuesto',
    user: 'responsable',
    add: 'añadir etiquetas',
    remove: 'quitar etiquetas',
    clear: 'borrar',
  },
  pt: {
    change: (name: string) => `Alterar o lead “${name}”`,
    stage: 'etapa',
    reason: 'motivo da perda',
    price: 'valor da venda',
    user: 'responsável',
    add: 'adicionar tags',
    remove: 'remover tags',
    clear: 'limpar',
  },
} satisfies Record<Language, object>;

export function describe({ values }: Update, facts: Facts, language: Language): string {
  const words = WORDS[language];
  const { lead, nameOf } = facts;
  const { pipelineId, stageId, lossReasonId, price, responsibleId, addTags, removeTags, fields = [] } = values;
  const changes = [
    ...(pipelineId && stageId ? [`${words.stage}: ${stageName(pipelineId, stageId, facts)}`] : []),
    ...(lossReasonId ? [`${words.reason}: ${nameOf('loss_reason', lossReasonId)}`] : []),
    ...(price === undefined ? [] : [`${words.price}: ${money(price, facts, language)}`]),
    ...(responsibleId ? [`${words.user}: ${nameOf('user', responsibleId)}`] : []),
    ...fields.map(({ id, values: list = [] }) => {
      const name = fieldName(id, facts);
      return list.length > 0 ? `${name}: ${list.join(', ')}` : `${words.clear}: ${name}`;
    }),
    ...(addTags ? [`${words.add}: ${addTags.join(', ')}`] : []),
    ...(removeTags ? [`${words.remove}: ${removeTags.join(', ')}`] : []),
  ];
  return `${words.change(lead?.name || (lead?.id ?? ''))} — ${changes.join('; ')}`;
}

/** The pipeline is told where it changes: stages of two pipelines may have one name. */
function stageName(pipelineId: string, stageId: string, { lead, nameOf }: Facts): string {
  const stage = nameOf('stage', `${pipelineId}:${stageId}`);
  return lead?.pipelineId === pipelineId ? stage : `${stage} (${nameOf('pipeline', pipelineId)})`;
}

function money(price: number, { account }: Facts, language: Language): string {
  try {
    return price.toLocaleString(language, { style: 'currency', currency: account.currency, maximumFractionDigits: 0 });
  } catch {
    return `${price} ${account.currency}`;
  }
}

/** Forms call a field `lead.field.<id>`, facts `lead.<id>`: it has a name by one of them. */
function fieldName(id: string, { nameOf }: Facts): string {
  const name = nameOf('field', `lead.${id}`);
  return name === `lead.${id}` ? nameOf('field', `lead.field.${id}`) : name;
}
