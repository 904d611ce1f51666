/** Makes the agent keep quiet in the conversation for a while, or wakes it. */
import { definePlugin, type Effect, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { input, type Input, settings } from './schema.ts';

const PREVIEW: Record<Language, { pause: (minutes: string) => string; resume: string }> = {
  en: { pause: (minutes) => `Pause the agent in this conversation for ${minutes}`, resume: 'End the agent’s pause in this conversation' },
  ru: { pause: (minutes) => `Приостановить агента в этой беседе на ${minutes}`, resume: 'Снять агента с паузы в этой беседе' },
  es: { pause: (minutes) => `Pausar al agente en esta conversación durante ${minutes}`, resume: 'Terminar la pausa del agente en esta conversación' },
  pt: { pause: (minutes) => `Pausar o agente nesta conversa por ${minutes}`, resume: 'Encerrar a pausa do agente nesta conversa' },
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'pause-agent',
  title: { en: 'Pause the agent', ru: 'Пауза агента', es: 'Pausar al agente', pt: 'Pausar o agente' },
  description: {
    en: 'The agent keeps quiet in the conversation for a while, or goes on before its pause ends.',
    ru: 'Агент замолкает в беседе на время или возвращается к работе раньше конца паузы.',
    es: 'El agente guarda silencio un tiempo en la conversación, o continúa antes de que acabe su pausa.',
    pt: 'O agente fica em silêncio na conversa por um tempo, ou continua antes do fim da pausa.',
  },
  icon: 'pause',
  settings,
  input,
  effect: 'free',
  says: {
    en: '{{mode}}[ for {{minutes}} min.]',
    ru: '{{mode}}[ на {{minutes}} мин.]',
    es: '{{mode}}[ durante {{minutes}} min]',
    pt: '{{mode}}[ por {{minutes}} min]',
  },
  preview(wanted, { facts, language }) {
    const { minutes } = pauseOf(wanted, facts);
    const words = PREVIEW[language];
    return minutes === 0
      ? words.resume
      : words.pause(minutes.toLocaleString(language, { style: 'unit', unit: 'minute', unitDisplay: language === 'ru' ? 'short' : 'long' }));
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue(pauseOf(wanted, facts)),
});

function pauseOf({ mode, minutes }: Input, { talk, lead }: Facts): Extract<Effect, { kind: 'pause' }> {
  if (!talk && !lead) throw new Refuse('invalid', 'There is no conversation and no lead here that the agent could be paused in.');
  return { kind: 'pause', minutes: mode === 'resume' ? 0 : minutes };
}
