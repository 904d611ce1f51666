import { type Language } from '../../../sdk/types.ts';
import { type AgentSettings } from '../../agents/schema.ts';
import { type TemplateId } from '../schema.ts';

export interface TemplateText {
  /** What the agent is for, as a choice on the screen. */
  title: string;
  /** Whom it suits, in one sentence. */
  summary: string;
  /** A name for the agent. */
  name: string;
  /** `{{business}}` is filled with the account's name. */
  instructions: string;
  /** How a first conversation begins; `{{business}}` too. */
  greeting: string;
  /** What the agent is told about the greeting, before it. */
  greetingRule: string;
  /** What to write down first, each with what it should say. */
  knowledge: readonly { title: string; prompt: string }[];
  /** What a customer might ask, to try it with. */
  example: string;
}

/** A purpose an agent is often made for. */
export interface Template {
  id: TemplateId;
  /** As in the agent's settings. */
  replyDelay: number;
  humanPause: number;
  workingHours: AgentSettings['workingHours'];
  texts: Record<Language, TemplateText>;
}
