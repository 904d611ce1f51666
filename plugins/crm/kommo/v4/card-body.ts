import { type CardValues, type Context, Refuse } from 'souffleur/sdk';

import { maybeIdOf } from './cards.ts';
import { fieldValues } from './field-values.ts';

const LOST = '143';

/**
 * What is to be set on a card, but for its tags. What is absent stays out of the JSON.
 *
 * @throws Refuse('invalid') for what such a card does not have, or not in this way
 */
export async function cardBody(path: string, values: CardValues, ctx: Context): Promise<Record<string, unknown>> {
  return {
    name: values.name,
    responsible_user_id: maybeIdOf(values.responsibleId),
    ...(path === 'leads' ? leadBody(values) : noLeadBody(values)),
    custom_fields_values: values.fields?.length ? await fieldValues(path, values.fields, ctx) : undefined,
  };
}

function leadBody({ price, pipelineId, stageId, lossReasonId }: CardValues): object {
  if (price !== undefined && !Number.isSafeInteger(price)) throw new Refuse('invalid', 'The price of a lead is a whole number.');
  // 142 and 143 are stages of every pipeline: a stage alone does not say where.
  if ((pipelineId === undefined) !== (stageId === undefined)) throw new Refuse('invalid', 'A lead moves to a stage of a pipeline: both are needed.');
  if (lossReasonId !== undefined && stageId !== LOST) throw new Refuse('invalid', 'A loss reason is set only together with the lost stage.');
  return { price, pipeline_id: maybeIdOf(pipelineId), status_id: maybeIdOf(stageId), loss_reason_id: maybeIdOf(lossReasonId) };
}

function noLeadBody({ price, pipelineId, stageId, lossReasonId }: CardValues): object {
  if ([price, pipelineId, stageId, lossReasonId].some((value) => value !== undefined))
    throw new Refuse('invalid', 'Only leads have a price, a stage and a loss reason.');
  return {};
}

export const tagsOf = (names: readonly string[] | undefined): { name: string }[] | undefined => (names?.length ? names.map((name) => ({ name })) : undefined);
