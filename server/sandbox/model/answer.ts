/** An answer in OpenAI's shapes: whole, or as the chunks of a stream. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { classify } from './classify.ts';
import { compose } from './compose.ts';
import { readPrompt } from './prompt.ts';
import { type ChatRequest, textOf } from './requests.ts';
import { chooseTool, type ToolCall } from './tools.ts';

/** Milliseconds. */
export interface Pace {
  firstTokenMs: number;
  tokenMs: number;
}

interface Drafted {
  tokens: string[];
  call: (ToolCall & { id: string }) | undefined;
  finish: 'stop' | 'length' | 'tool_calls';
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

const CHARACTERS_PER_TOKEN = 4;

function draft(request: ChatRequest): Drafted {
  const messages = request.messages.map(({ role, content }) => ({ role, content: textOf(content) }));
  const data = readPrompt(messages);
  const asked = messages.reduce((sum, message) => sum + message.content.length, 0);
  // After a tool has answered there is something to say, not to ask for.
  const mayCall = messages.at(-1)?.role !== 'tool' && request.tool_choice !== 'none';
  const forced = typeof request.tool_choice === 'object' ? request.tool_choice?.function.name : undefined;
  const call = mayCall
    ? chooseTool(
        (request.tools ?? []).map((tool) => tool.function),
        data.question,
        forced,
      )
    : undefined;
  const said = (role: string): string => messages.findLast((message) => message.role === role)?.content ?? '';
  const whole = call ? [] : ((classify(said('system'), said('user')) ?? compose(data)).match(/\S+\s*/g) ?? []);
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const tokens = whole.slice(0, limit);
  const written = call ? JSON.stringify(call.arguments).length : tokens.join('').length;
  const [prompt, completion] = [Math.ceil(asked / CHARACTERS_PER_TOKEN), Math.ceil(written / CHARACTERS_PER_TOKEN)];
  return {
    tokens,
    call: call && { ...call, id: `call_${randomUUID().replaceAll('-', '')}` },
    finish: call ? 'tool_calls' : tokens.length < whole.length ? 'length' : 'stop',
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  };
}

const head = (object: string, model: string) => ({ id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model });
const callOf = ({ id, name, arguments: args }: ToolCall & { id: string }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } });

export async function wholeAnswer(request: ChatRequest, { firstTokenMs, tokenMs }: Pace, signal: AbortSignal): Promise<Record<string, unknown>> {
  const { tokens, call, finish, usage } = draft(request);
  await pause(firstTokenMs + tokenMs * tokens.length, signal);
  const message = { role: 'assistant', content: call ? null : tokens.join('').trimEnd(), refusal: null, ...(call ? { tool_calls: [callOf(call)] } : {}) };
  return {
    ...head('chat.completion', request.model),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    usage,
    system_fingerprint: 'fp_offline',
  };
}

/** Server-sent events, `[DONE]` included. */
export async function* streamedAnswer(request: ChatRequest, { firstTokenMs, tokenMs }: Pace, signal: AbortSignal): AsyncGenerator<string> {
  const { tokens, call, finish, usage } = draft(request);
  const withUsage = request.stream_options?.include_usage === true;
  const base = { ...head('chat.completion.chunk', request.model), system_fingerprint: 'fp_offline' };
  const event = (delta: Record<string, unknown>, reason: string | null = null): string =>
    `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }], ...(withUsage ? { usage: null } : {}) })}\n\n`;
  await pause(firstTokenMs, signal);
  yield event({ role: 'assistant', content: call ? null : '', refusal: null });
  if (call) yield event({ tool_calls: [{ index: 0, ...callOf(call) }] });
  for (const [at, token] of tokens.entries()) {
    yield event({ content: at === tokens.length - 1 ? token.trimEnd() : token });
    await pause(tokenMs, signal);
  }
  yield event({}, finish);
  if (withUsage) yield `data: ${JSON.stringify({ ...base, choices: [], usage })}\n\n`;
  yield 'data: [DONE]\n\n';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
}
