import { type EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';

import { type ScopedCradle } from '../../../container.ts';
import { type Action, type Condition } from '../../../sdk/types.ts';
import { unknownVariables } from '../../effects/schema.ts';
import { leavesOf, type RuleDefinition } from '../definition.ts';
import { type Known, readKnown } from '../kit/known.ts';
import { type Reference, readForm } from './references.ts';
import { type RuleProblem } from '../schema.ts';

type Part = { kind: 'condition' | 'action'; id: string; input: Record<string, unknown>; path: string };
/** What is wrong with a definition, in the order of its parts; empty when it can run. */
export type Check = (definition: RuleDefinition) => RuleProblem[];

type Deps = Pick<ScopedCradle, 'accountId' | 'host'>;

/** Whether a rule can run: its plugins are there and take what was filled in, and what it names exists. */
export class RuleProblems {
  readonly #deps: Deps;
  /** A plugin's schema as JSON is made once. */
  readonly #forms = new WeakMap<object, unknown>();

  constructor({ accountId, host }: Deps) {
    this.#deps = { accountId, host };
  }

  /** Reads what the account has; the check itself is plain code. `em` is bound to the account. */
  async checker(em: EntityManager, language = 'en'): Promise<Check> {
    const unavailable = await this.unavailable();
    const known = new KnownIds(await readKnown(em, language));
    return (definition) => partsOf(definition).flatMap((part) => this.#partProblems(part, unavailable, known));
  }

  /** Conditions and actions that cannot be used now, by id, and why. */
  async unavailable(): Promise<ReadonlyMap<string, string>> {
    const { host, accountId } = this.#deps;
    await host.load();
    const reasons = new Map<string, string>();
    for (const { kind, id, reason } of host.list()) {
      if (kind !== 'condition' && kind !== 'action') continue;
      const why = await host.unavailable(accountId, kind, id);
      if (why) reasons.set(id, why === 'failed' ? `The plugin “${id}” is not at work. ${reason ?? ''}` : WHY[why](id));
    }
    return reasons;
  }

  #partProblems({ kind, id, input, path }: Part, available: ReadonlyMap<string, string>, known: KnownIds): RuleProblem[] {
    const { host } = this.#deps;
    const plugin = host.definition(kind, id);
    if (!plugin) return [{ code: 'missing_plugin', path, message: `There is no ${kind} “${id}” here any more: remove it, or install its plugin.` }];
    const why = available.get(id);
    if (why) return [{ code: 'plugin_off', path, message: why }];
    const wrong = host.inputProblems(kind, id, input).map((error): RuleProblem => {
      const place = error.path === '' ? '' : `.${error.path}`;
      return { code: 'invalid_input', path: `${path}.input${place}`, message: error.message };
    });
    if (wrong.length > 0) return wrong;
    const { references, templates } = readForm(this.#form(plugin), input);
    const gone = references.filter((reference) => !known.has(reference)).map((reference) => missing(reference, path));
    const unknown = templates.flatMap((template) =>
      unknownVariables(template.text).map((name): RuleProblem => ({
        code: 'unknown_variable',
        path: `${path}.input.${template.path}`,
        message: `{{${name}}} refers to nothing: choose a variable of the list.`,
        value: name,
      })),
    );
    return [...gone, ...unknown];
  }

  #form(plugin: Action | Condition): unknown {
    const known = this.#forms.get(plugin) ?? z.toJSONSchema(plugin.input, { io: 'input', unrepresentable: 'any' });
    this.#forms.set(plugin, known);
    return known;
  }
}

const WHY: Readonly<Record<'missing' | 'off' | 'consent', (id: string) => string>> = {
  missing: (id) => `There is no plugin “${id}” here any more.`,
  off: (id) => `The plugin “${id}” is switched off: switch it on under Plugins.`,
  consent: (id) => `The plugin “${id}” waits for your consent to where it connects: see Plugins.`,
};

export const partsOf = ({ conditions, actions }: Pick<RuleDefinition, 'conditions' | 'actions'>): Part[] => [
  ...leavesOf(conditions).map(({ leaf, path }): Part => ({
    kind: 'condition',
    id: leaf.condition,
    input: leaf.input,
    path: path === '' ? 'conditions' : `conditions.${path}`,
  })),
  ...actions.map(({ action, input }, index): Part => ({ kind: 'action', id: action, input, path: `actions.${index}` })),
];

const missing = ({ ref, value, path }: Reference, part: string): RuleProblem => ({
  code: 'missing_reference',
  path: `${part}.input.${path}`,
  message: `The ${ref.replaceAll('_', ' ')} “${value.slice(0, 80)}” is not in the CRM any more: choose another.`,
  ref,
  value,
});

/** Where the list of what there is may be incomplete, or people write their own, nothing is missing. */
const OPEN: ReadonlySet<string> = new Set(['channel', 'source', 'tag', 'operator', 'field_value', 'product']);

class KnownIds {
  readonly #ids = new Map<string, Set<string>>();
  readonly #fields: Known['fields'];

  constructor({ choices, fields }: Known) {
    for (const [ref, list] of Object.entries(choices)) this.#ids.set(ref, new Set(list.map(({ value }) => value)));
    this.#fields = fields;
  }

  has({ ref, value, of }: Reference): boolean {
    if (ref === 'field_value') return this.#hasOption(of, value);
    if (ref === 'field') return !/\.field\./u.test(value) || (this.#ids.get('field')?.has(value) ?? false);
    return OPEN.has(ref) || (this.#ids.get(ref)?.has(value) ?? true);
  }

  /** A value of a field with options is one of them, by id; a text it may also be. */
  #hasOption(field: string | undefined, value: string): boolean {
    const options = this.#fields.find(({ id }) => id === field)?.options ?? [];
    return options.length === 0 || !/^\d+$/u.test(value) || options.some(({ id, name }) => id === value || name === value);
  }
}
