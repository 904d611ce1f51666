/** The demo model asks for a tool only when the customer plainly does, or when it is told to. */
import { plain } from './lexicon.ts';

export interface ToolDefinition {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** What a customer asks for, and how a tool that does it is called. */
const WISHES: readonly (readonly [RegExp, RegExp])[] = [
  [/перезвон|позвоните мне|call me|ring me|llamame|me liguem?|liguem? para mim/u, /task|call|callback/],
  [
    /(?:позовите|нужен|хочу|соедините).{0,20}(?:человек|менеджер|оператор)|(?:speak|talk) to (?:a |the )?(?:human|person|manager|agent)|hablar con (?:una |un )?(?:persona|humano|agente)|falar com (?:uma |um )?(?:pessoa|humano|atendente)/u,
    /handoff|hand_off|human|operator|escalate/,
  ],
  [/(?:запишите|забронируйте|назначьте)|book (?:me|a|an)|schedule a|reserv(?:ar|e) |agend(?:ar|e) /u, /book|schedule|meeting|appointment/],
];

/** `forced`: the name in `tool_choice`. Undefined: answer in words. */
export function chooseTool(tools: readonly ToolDefinition[], question: string, forced: string | undefined): ToolCall | undefined {
  const asked = plain(question);
  const wish = WISHES.find(([says]) => says.test(asked));
  const tool =
    forced === undefined
      ? wish && tools.find(({ name, description }) => wish[1].test(`${name} ${description}`.toLowerCase()))
      : tools.find(({ name }) => name === forced);
  return tool && { name: tool.name, arguments: fill(tool.parameters, question) };
}

/** Required texts get the customer's words, everything else the plainest value its schema allows. */
function fill(schema: Record<string, unknown>, question: string): Record<string, unknown> {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : [];
  return Object.fromEntries(required.map((name) => [name, valueFor(properties[name], question)]));
}

function valueFor(property: unknown, question: string): unknown {
  if (!isRecord(property)) return question;
  if (Array.isArray(property['enum'])) return property['enum'][0];
  const simplest: Record<string, unknown> = { number: 1, integer: 1, boolean: true, array: [], object: {} };
  return simplest[String(property['type'])] ?? question.slice(0, 500);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
