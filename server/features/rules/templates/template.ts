import { type z } from 'zod';

import { type Language } from '../../../sdk/types.ts';
import { RuleDefinition } from '../definition.ts';
import { type RuleTemplate } from '../schema.ts';

/** What every template says; the texts its conditions and actions hold come on top. */
export interface TemplateText {
  /** What it is good for, as a choice on the screen. */
  title: string;
  /** What it does, in one sentence. */
  description: string;
  /** Of the rule. */
  name: string;
}

export interface Template {
  id: string;
  in(language: Language): z.output<typeof RuleTemplate>;
}

interface Source<T extends TemplateText> {
  id: string;
  /** One of the product's icon names. */
  icon: string;
  /** What only the account can say: places of the definition. */
  open?: readonly string[];
  texts: Record<Language, T>;
  rule(text: T): Omit<z.input<typeof RuleDefinition>, 'name' | 'description'>;
}

export const template = <T extends TemplateText>({ id, icon, open = [], texts, rule }: Source<T>): Template => ({
  id,
  in: (language) => {
    const text = texts[language];
    const { title, description, name } = text;
    return { id, title, description, icon, definition: RuleDefinition.parse({ name, description, ...rule(text) }), open: [...open] };
  },
});

export const HOUR_S = 3_600;
export const DAY_S = 24 * HOUR_S;
