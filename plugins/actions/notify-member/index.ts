/** Rings the bell of members. */
import { definePlugin, type Effect, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { input, type Input, MAX_TEXT, settings } from './schema.ts';

const PREVIEW: Record<Language, { notify: (who: string, text: string) => string; admins: string }> = {
  en: { notify: (who, text) => `Notify ${who}: “${text}”`, admins: 'the administrators' },
  ru: { notify: (who, text) => `Отправить уведомление (кому: ${who}): «${text}»`, admins: 'администраторы' },
  es: { notify: (who, text) => `Avisar a ${who}: «${text}»`, admins: 'los administradores' },
  pt: { notify: (who, text) => `Notificar ${who}: “${text}”`, admins: 'os administradores' },
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'notify-member',
  title: { en: 'Notify somebody', ru: 'Уведомить сотрудника', es: 'Avisar a alguien', pt: 'Notificar alguém' },
  description: {
    en: 'Sends a notification to the responsible user, the administrators or chosen users.',
    ru: 'Отправляет уведомление ответственному, администраторам или выбранным пользователям.',
    es: 'Envía un aviso al usuario responsable, a los administradores o a los usuarios elegidos.',
    pt: 'Envia uma notificação ao usuário responsável, aos administradores ou a usuários escolhidos.',
  },
  icon: 'bell',
  settings,
  input,
  effect: 'free',
  says: {
    en: 'notify ({{to}}[: {{users}}]): “{{text}}”',
    ru: 'уведомить ({{to}}[: {{users}}]): «{{text}}»',
    es: 'avisar ({{to}}[: {{users}}]): «{{text}}»',
    pt: 'notificar ({{to}}[: {{users}}]): “{{text}}”',
  },
  preview(wanted, { facts, language }) {
    const { to, text } = notificationOf(wanted, facts);
    const words = PREVIEW[language];
    if (to === 'admins') return words.notify(words.admins, text);
    const ids = to === 'responsible' ? [facts.lead?.responsibleId ?? ''] : to;
    return words.notify(ids.map((id) => facts.nameOf('user', id)).join(', '), text);
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue(notificationOf(wanted, facts)),
});

function notificationOf(wanted: Input, { lead }: Facts): Extract<Effect, { kind: 'notification' }> {
  const text = wanted.text.trim();
  if (text === '' || text.length > MAX_TEXT) throw new Refuse('invalid', `A notification has 1 to ${MAX_TEXT} characters; this one has ${text.length}.`);
  if (wanted.to === 'users') return { kind: 'notification', to: [...new Set(wanted.users)], text };
  if (wanted.to === 'responsible' && !lead) throw new Refuse('invalid', 'There is no lead here, so nobody is responsible who could be notified.');
  if (wanted.to === 'responsible' && !lead?.responsibleId) throw new Refuse('invalid', 'Nobody is responsible for the lead, so nobody can be notified.');
  return { kind: 'notification', to: wanted.to, text };
}
