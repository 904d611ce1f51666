/** What the endpoints take, as far as this model looks at it; the rest of OpenAI's fields are ignored. */
import { z } from 'zod';

export const CHAT_MODEL = 'souffleur-offline-demo';
export const EMBEDDING_MODEL = 'souffleur-offline-embedding';

const Content = z.union([z.string(), z.null(), z.array(z.object({ type: z.string(), text: z.string().optional() }))]).optional();
const Message = z.object({ role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']), content: Content });
const Tool = z.object({
  type: z.literal('function'),
  function: z.object({ name: z.string(), description: z.string().default(''), parameters: z.record(z.string(), z.unknown()).default({}) }),
});

export const ChatRequest = z.object({
  model: z.string(),
  messages: z.array(Message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: z.union([z.string(), z.object({ function: z.object({ name: z.string() }) })]).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
});
export type ChatRequest = z.output<typeof ChatRequest>;

export const EmbeddingRequest = z.object({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

export const textOf = (content: z.output<typeof Content>): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n');

/** Prices are made up, so that costs can be seen; nobody is charged. US dollars per token, as OpenRouter tells them. */
export const models = [
  {
    id: CHAT_MODEL,
    name: 'Offline demo model (quotes your knowledge, no AI)',
    object: 'model',
    created: 1_750_000_000,
    owned_by: 'souffleur',
    context_length: 128_000,
    pricing: { prompt: '0.00000015', completion: '0.0000006' },
  },
  {
    id: EMBEDDING_MODEL,
    name: 'Offline demo embeddings (no AI)',
    object: 'model',
    created: 1_750_000_000,
    owned_by: 'souffleur',
    context_length: 8192,
    pricing: { prompt: '0.00000002', completion: '0' },
  },
];
