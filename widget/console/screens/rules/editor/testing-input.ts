/** Inputs of all sorts for a part, with the words that must be read when they are said. */
import { type Dict } from '../../../../state/read.ts';
import { type Refs } from '../../../../state/rule-parts.ts';

export interface Given {
  value: unknown;
  words: string[];
}

/** The same again for the same seed. */
export const anyInput = (refs: Refs, seed = 5): ((schema: Dict) => Given) => {
  let now = seed;
  const random = (): number => {
    now = (now * 1_103_515_245 + 12_345) % 2 ** 31;
    return now / 2 ** 31;
  };
  const word = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, () => 'abcя{}“ $'[Math.floor(random() * 9)]).join('') + Math.floor(random() * 1e6);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  /** A unit is said with its number: "5 minutes". */
  const named = (schema: Dict, value: string): string =>
    /^(?:minute|hour|day)s$/u.test(value) ? value.slice(0, -1) : ((schema['options'] as Record<string, { en: string }> | undefined)?.[value]?.en ?? value);

  const list = (schema: Dict, known: readonly { value: string; label?: string }[] | undefined): Given => {
    const items = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Given => {
      if (!known?.length || random() > 0.7) return anything({ ...(schema['items'] as Dict), options: schema['options'], ref: undefined });
      const { value, label } = pick(known);
      return { value, words: [label ?? value] };
    });
    return { value: items.map(({ value }) => value), words: items.flatMap(({ words }) => words) };
  };
  const object = (properties: Record<string, Dict>): Given => {
    const all = Object.entries(properties)
      // What need not be filled in often is not.
      .filter(([, one]) => !('default' in one) || random() < 0.6)
      .map(([key, one]) => [key, anything(one)] as const);
    return { value: Object.fromEntries(all.map(([key, { value }]) => [key, value])), words: all.flatMap(([, { words }]) => words) };
  };

  const anything = (schema: Dict): Given => {
    const inner = Array.isArray(schema['anyOf']) ? (schema['anyOf'][0] as Dict) : schema;
    const ref = (schema['ref'] ?? (schema['items'] as Dict | undefined)?.['ref']) as string | undefined;
    const known = ref ? refs.choices[ref] : undefined;
    if (inner['enum']) {
      const value = pick(inner['enum'] as string[]);
      return { value, words: value === schema['default'] ? [] : [named(schema, value)] };
    }
    switch (inner['type']) {
      case 'boolean': {
        const value = random() < 0.5;
        return { value, words: [] };
      }
      case 'integer':
      case 'number': {
        const value = 2 + Math.floor(random() * 900);
        return { value, words: value === schema['default'] ? [] : [String(value)] };
      }
      case 'array':
        return list(schema, known);
      case 'object':
        return object(inner['properties'] as Record<string, Dict>);
      default: {
        if (known?.length && random() < 0.7) {
          const choice = pick(known);
          return { value: choice.value, words: [choice.label ?? choice.value] };
        }
        const value = word();
        return { value, words: [value] };
      }
    }
  };
  return anything;
};
