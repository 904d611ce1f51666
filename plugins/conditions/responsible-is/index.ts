/** Asks who is responsible for the lead. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

/** How Kommo spells that nobody is: no user has this id. */
const NOBODY = '0';

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'responsible-is',
  title: { en: 'Responsible user', ru: 'Ответственный', es: 'Usuario responsable', pt: 'Usuário responsável' },
  description: {
    en: 'One of the chosen users is responsible for the lead, or nobody is.',
    ru: 'За сделку отвечает один из выбранных пользователей или никто.',
    es: 'Uno de los usuarios elegidos es responsable del lead, o no lo es nadie.',
    pt: 'Um dos usuários escolhidos é responsável pelo lead, ou ninguém é.',
  },
  icon: 'person',
  says: {
    en: 'the responsible user of the lead is {{users}}[, nobody{{nobody}}]',
    ru: 'ответственный за сделку: {{users}}[, никто{{nobody}}]',
    es: 'el responsable del lead es {{users}}[, nadie{{nobody}}]',
    pt: 'o responsável pelo lead é {{users}}[, ninguém{{nobody}}]',
  },
  settings,
  input,
  test: ({ users, nobody }, _event, { facts }) => {
    if (!facts.lead) return { holds: false, found: null };
    const { responsibleId } = facts.lead;
    if (!responsibleId || responsibleId === NOBODY) return { holds: nobody, found: null };
    return { holds: users.includes(responsibleId), found: facts.nameOf('user', responsibleId) };
  },
  constants: ({ users, nobody }) => (nobody ? [] : [{ fact: 'lead.responsible', in: users }]),
});
