/** Clauses of conditions and actions: their brackets and the fields they name. */
type Fields = Record<string, unknown>;

const SLOT = /\{\{\s*([\w.]+)\s*\}\}/gu;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Why a clause cannot be filled in, by language; see `Condition.says`. */
export function saysProblems(says: unknown, input: unknown): string[] {
  if (!isObject(says) || typeof says.en !== 'string' || says.en === '') return ['says needs at least an English text'];
  return Object.entries(says).flatMap(([language, text]): string[] => {
    if (typeof text !== 'string') return [`says.${language} must be a text`];
    const names = [...text.matchAll(SLOT)].map(([, name = '']) => name);
    const rest = text.replace(SLOT, '');
    return [
      /[{}]/u.test(rest) ? [`says.${language}: a field is named like {{text}}`] : [],
      /^[^[\]]*(?:\[[^[\]]*\][^[\]]*)*$/u.test(rest) ? [] : [`says.${language}: each [ needs its ], and none stands in another`],
      names.filter((name) => !has(input, name.split('.'))).map((name) => `says.${language}: the input has no field ${name}`),
    ].flat();
  });
}

/** Whether a schema has a field at this path, through what may be left out and through lists of objects. By shape: a plugin may bring its own zod. */
function has(schema: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const def = isObject(schema) ? schema.def : undefined;
  if (!isObject(def)) return false;
  if (def.type !== 'object') return has(def.innerType ?? def.element ?? def.in, [key, ...rest]);
  return isObject(def.shape) && Object.hasOwn(def.shape, key) && has(def.shape[key], rest);
}
