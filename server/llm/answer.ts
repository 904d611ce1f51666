/** Puts the pieces of a streamed answer together, checking each: a provider may send anything (security E9). */
import { type ChatCompletionChunk } from 'openai/resources/chat/completions';

import { LlmError } from './errors.ts';
import { type LlmEvent, type LlmRequest, type LlmUsage } from './types.ts';

const MAX_TOOL_CALLS = 8;
const MAX_ARGUMENTS = 64 * 1024;
const CHARACTERS_PER_TOKEN = 4;

interface OpenCall {
  id: string;
  name: string;
  json: string;
}

export class Answer {
  readonly #request: LlmRequest;
  readonly #calls = new Map<number, OpenCall>();
  #characters = 0;
  #finish: string | undefined;
  #usage: LlmUsage | undefined;
  #model: string;

  constructor(request: LlmRequest, model: string) {
    this.#request = request;
    this.#model = model;
  }

  /** The text in a piece, '' for none. @throws LlmError `bad_answer` for what is not a piece of an answer. */
  add(chunk: ChatCompletionChunk): string {
    if (typeof chunk !== 'object' || chunk === null) throw new LlmError('bad_answer');
    if (typeof chunk.model === 'string' && chunk.model) this.#model = chunk.model.slice(0, 200);
    this.#usage = usageOf(chunk.usage) ?? this.#usage;
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    if (!choice) return '';
    if (typeof choice.finish_reason === 'string') this.#finish = choice.finish_reason;
    for (const piece of choice.delta?.tool_calls ?? []) this.#addCall(piece);
    const text = choice.delta?.content;
    if (text === undefined || text === null) return '';
    if (typeof text !== 'string') throw new LlmError('bad_answer');
    this.#characters += text.length;
    return text;
  }

  /** Tool calls and the end. @throws LlmError `cut` when the answer never came to one. */
  *end(): Generator<LlmEvent> {
    if (this.#finish === undefined) throw new LlmError('cut');
    if (this.#finish === 'error') throw new LlmError('bad_answer');
    for (const call of this.#calls.values()) yield { type: 'tool_call', id: call.id, name: call.name, arguments: parse(call.json) };
    yield { type: 'done', usage: this.#usage ?? this.#estimate(), estimated: this.#usage === undefined, finish: this.#finish, model: this.#model };
  }

  #addCall(piece: ChatCompletionChunk.Choice.Delta.ToolCall): void {
    const index = Number.isInteger(piece?.index) ? piece.index : this.#calls.size;
    const call = this.#calls.get(index) ?? { id: '', name: '', json: '' };
    if (typeof piece.id === 'string') call.id = piece.id.slice(0, 200);
    if (typeof piece.function?.name === 'string') call.name += piece.function.name;
    if (typeof piece.function?.arguments === 'string') call.json += piece.function.arguments;
    this.#calls.set(index, call);
    if (this.#calls.size > MAX_TOOL_CALLS || call.json.length > MAX_ARGUMENTS || call.name.length > 200) throw new LlmError('bad_answer');
    this.#characters += piece.function?.arguments?.length ?? 0;
  }

  #estimate(): LlmUsage {
    const asked = this.#request.messages.reduce((sum, message) => sum + message.content.length, this.#request.system.length);
    return { in: Math.ceil(asked / CHARACTERS_PER_TOKEN), out: Math.ceil(this.#characters / CHARACTERS_PER_TOKEN) };
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json || '{}') as unknown;
  } catch {
    throw new LlmError('bad_answer');
  }
}

function usageOf(usage: unknown): LlmUsage | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const { prompt_tokens: asked, completion_tokens: answered } = usage as Record<string, unknown>;
  return isCount(asked) && isCount(answered) ? { in: asked, out: answered } : undefined;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1e9;
