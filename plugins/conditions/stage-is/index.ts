/** Asks on which stage of which pipeline the lead stands. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'stage-is',
  title: { en: 'Lead stage', ru: 'Этап сделки', es: 'Etapa del lead', pt: 'Etapa do lead' },
  description: {
    en: 'The lead is on one of the chosen stages, or on any stage that is open, won or lost.',
    ru: 'Сделка стоит на одном из выбранных этапов или на любом открытом, успешном либо проигранном.',
    es: 'El lead está en una de las etapas elegidas o en cualquiera que esté abierta, ganada o perdida.',
    pt: 'O lead está em uma das etapas escolhidas ou em qualquer uma que esteja aberta, ganha ou perdida.',
  },
  icon: 'flag',
  says: {
    en: 'the lead’s stage is {{stages}}[, {{kinds}}]',
    ru: 'этап сделки: {{stages}}[, {{kinds}}]',
    es: 'la etapa del lead es {{stages}}[, {{kinds}}]',
    pt: 'a etapa do lead é {{stages}}[, {{kinds}}]',
  },
  settings,
  input,
  test: ({ stages, kinds }, _event, { facts }) => {
    const { lead } = facts;
    if (!lead?.stageId) return { holds: false, found: null };
    const stage = `${lead.pipelineId ?? ''}:${lead.stageId}`;
    const holds = stages.includes(stage) || (lead.stageKind !== undefined && kinds.includes(lead.stageKind));
    return { holds, found: facts.nameOf('stage', stage) };
  },
  // A kind names no stage, so with one of them the list is not all that it holds for.
  constants: ({ stages, kinds }) => (kinds.length === 0 ? [{ fact: 'lead.stage', in: stages }] : []),
});
