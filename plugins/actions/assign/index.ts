/** Gives the lead to one of several people: in turn, to the least busy, or by what is known of it. */
import { definePlugin, digest, type Facts, Refuse, subject } from 'souffleur/sdk';

import { choose, nextOf } from './pick.ts';
import { input, settings } from './schema.ts';
import { describe } from './words.ts';

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'assign',
  title: { en: 'Assign the lead', ru: 'Распределить сделку', es: 'Asignar el lead', pt: 'Distribuir o lead' },
  description: {
    en: 'Makes somebody responsible for the lead: in turn, whoever is least busy, or by condition.',
    ru: 'Назначает ответственного за сделку: по очереди, по загрузке или по условию.',
    es: 'Asigna un responsable al lead: por turno, al menos ocupado o por condición.',
    pt: 'Define o responsável pelo lead: em rodízio, o menos ocupado ou por condição.',
  },
  icon: 'people',
  settings,
  input,
  effect: 'conditional',
  says: {
    en: 'assign the lead ({{method}}[: {{users}}][; {{rows}}])',
    ru: 'распределить сделку ({{method}}[: {{users}}][; {{rows}}])',
    es: 'asignar el lead ({{method}}[: {{users}}][; {{rows}}])',
    pt: 'distribuir o lead ({{method}}[: {{users}}][; {{rows}}])',
  },
  async preview(wanted, { facts, language }) {
    leadId(facts);
    return describe(await choose(wanted, facts), wanted, facts, language);
  },
  async run(wanted, _event, { facts, store, enqueue }) {
    const lead = leadId(facts);
    const { among, row } = await choose(wanted, facts);
    let [chosen] = among;
    if (!row) {
      // One turn for one team, whichever rule gives it work; who had no choice has had the turn too.
      const team = [...new Set(wanted.users)];
      const key = `last:${digest(...team.toSorted())}`;
      chosen = nextOf(team, among, await store.get(key));
      await store.set(key, chosen);
    }
    if (chosen) enqueue({ kind: 'crm', change: { kind: 'update_card', subject: subject('lead', lead), values: { responsibleId: chosen } } });
  },
});

function leadId({ lead }: Facts): string {
  if (!lead) throw new Refuse('invalid', 'There is no lead here that could be assigned.');
  return lead.id;
}
