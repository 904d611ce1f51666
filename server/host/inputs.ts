/** What the author of a rule filled in, read by the plugin's own schema: once for every stored input. */
import { type FieldError } from '../errors.ts';
import { Refuse } from '../sdk/errors.ts';
import { type Action, type Condition } from '../sdk/types.ts';
import { deepFreeze } from './protect.ts';

type WithInput = Action | Condition;
type Issue = { path: readonly PropertyKey[]; code?: string; message: string };
export type Input = Readonly<Record<string, unknown>>;

type Read = { data: Record<string, unknown> } | { refusal: string };

export class Inputs {
  readonly #read = new WeakMap<WithInput, WeakMap<Input, Read>>();

  /** Frozen, for it is kept. @throws Refuse('invalid'), and whatever a schema throws that is none */
  parse(plugin: WithInput, input: Input): Record<string, unknown> {
    const read = this.#of(plugin, input);
    if ('refusal' in read) throw new Refuse('invalid', read.refusal);
    return read.data;
  }

  #of(plugin: WithInput, input: Input): Read {
    const kept = this.#read.get(plugin) ?? new WeakMap<Input, Read>();
    this.#read.set(plugin, kept);
    const known = kept.get(input);
    if (known) return known;
    const { success, data, error } = plugin.input.safeParse(input);
    const first: Issue | undefined = error?.issues[0];
    const read: Read = success
      ? { data: deepFreeze(data) }
      : { refusal: `The input of plugin ${plugin.id} does not fit: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}` };
    kept.set(input, read);
    return read;
  }
}

/** Why an input cannot be saved, by field. */
export function inputProblems(plugin: WithInput, input: unknown): FieldError[] {
  const { error } = plugin.input.safeParse(input);
  return (error?.issues ?? []).map(({ path, code, message }: Issue) => ({ path: path.join('.'), code: code ?? 'custom', message }));
}
