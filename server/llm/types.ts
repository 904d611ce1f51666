/** What the rest of the product sees of a model. */

export interface LlmMessage {
  role: 'user' | 'assistant';
  content: string;
}

export interface LlmTool {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
}

export interface LlmRequest {
  /** Absent or empty: the server's default model. */
  model?: string;
  system: string;
  messages: readonly LlmMessage[];
  tools?: readonly LlmTool[];
  signal: AbortSignal;
  /** Tokens of the answer; default 1,500. */
  maxTokens?: number;
  temperature?: number;
}

/** Tokens. */
export interface LlmUsage {
  in: number;
  out: number;
}

export type LlmEvent =
  | { type: 'text'; text: string }
  /** Whole, after its last piece. `arguments` is parsed JSON of the model's making: check it like any stranger's input. */
  | { type: 'tool_call'; id: string; name: string; arguments: unknown }
  /** Always the last one. `estimated`: the provider told no usage, we counted four characters a token. */
  | { type: 'done'; usage: LlmUsage; estimated: boolean; finish: string; model: string };

export interface LlmModel {
  id: string;
  name: string;
  /** Micro-US-dollars per million tokens; null: unknown. */
  price: { in: number; out: number } | null;
}

export interface LlmCost {
  /** Micro-US-dollars (1e-6 USD), rounded up. 0 when not priced. */
  micros: number;
  priced: boolean;
}
