import { type z } from 'zod';

import { type Language } from '../../../sdk/types.ts';
import { AgentSettings } from '../../agents/schema.ts';
import { type Template as TemplateShape, type TemplateId } from '../schema.ts';
import { appointmentSetter } from './appointment-setter.ts';
import { salesQualifier } from './sales-qualifier.ts';
import { shopConsultant } from './shop-consultant.ts';
import { type Template } from './template.ts';

export const templates: readonly Template[] = [salesQualifier, shopConsultant, appointmentSetter];

const templateOf = (id: TemplateId): Template => templates.find((template) => template.id === id) ?? salesQualifier;

/** One line, so that a name cannot pose as further instructions. */
const filled = (text: string, business: string): string =>
  text.replaceAll('{{business}}', () => business.replace(/\s+/gu, ' ').trim().slice(0, 80).toWellFormed());

export const presentTemplate = (
  { id, replyDelay, humanPause, workingHours, texts }: Template,
  language: Language,
  business: string,
): z.output<typeof TemplateShape> => {
  const { title, summary, name, instructions, greeting, knowledge, example } = texts[language];
  return {
    id,
    title,
    summary,
    name,
    example,
    replyDelay,
    humanPause,
    workingHours,
    instructions: filled(instructions, business),
    greeting: filled(greeting, business),
    knowledge: [...knowledge],
  };
};

/** The agent a template makes. Off until it goes live: nobody is answered by something nobody has tried. */
export function agentOf(id: TemplateId, language: Language, business: string): AgentSettings {
  const { replyDelay, humanPause, workingHours, texts } = templateOf(id);
  const { name, instructions, greeting, greetingRule } = texts[language];
  return AgentSettings.parse({
    name,
    instructions: filled(`${instructions}\n\n${greetingRule}: “${greeting}”`, business),
    mode: 'off',
    replyDelay,
    humanPause,
    workingHours,
  });
}
