/** Whether the forms and sentences of a plugin can be read by a person. */
import { type Language, type Plugin, type Schema, type Translated } from '../types.ts';

const ALL: readonly Language[] = ['en', 'ru', 'es', 'pt'];

/** The house's own speak four languages; one from elsewhere, which has a version of its own, may speak English only. */
export const languagesOf = (plugin: Pick<Plugin, 'version'>): readonly Language[] => (plugin.version === undefined ? ALL : ['en']);

export function formProblems(plugin: Plugin): string[] {
  const languages = languagesOf(plugin);
  const schemas = { settings: plugin.settings, ...('input' in plugin ? { input: plugin.input } : {}) };
  const fields = Object.entries(schemas).flatMap(([name, schema]) => fieldsOf(schema, name));
  return fields.flatMap(({ path, label }) =>
    languages.filter((language) => !label?.[language]).map((language) => `${path} has no label in "${language}": .meta(field({ label: { … } }))`),
  );
}

/** The clause of a condition or an action in every language; which fields it names is looked at with the plugin's shape. */
export function clauseProblems(plugin: Plugin): string[] {
  if (!('says' in plugin) || plugin.says === undefined) return [];
  const { says } = plugin;
  return languagesOf(plugin)
    .filter((language) => !says[language])
    .map((language) => `says has no text in "${language}"`);
}

interface Part {
  meta?: () => { label?: Translated } | undefined;
  shape?: Record<string, Part>;
  def?: { innerType?: Part; element?: Part; options?: Part[]; in?: Part };
}

interface Field {
  path: string;
  label: Translated | undefined;
}

/** Down to the fields of lists and alternatives, for each is drawn. */
function fieldsOf(schema: Schema | Part, path: string): Field[] {
  const { shape, def } = schema as Part;
  if (shape) return Object.entries(shape).flatMap(([name, part]) => [{ path: `${path}.${name}`, label: labelOf(part) }, ...fieldsOf(part, `${path}.${name}`)]);
  const inner = [def?.innerType, def?.element, def?.in, ...(Array.isArray(def?.options) ? def.options : [])].filter((part) => part !== undefined);
  return inner.flatMap((part) => fieldsOf(part, path));
}

/** Of the field itself, or of what `.default()` and `.optional()` were put around. */
function labelOf(part: Part): Translated | undefined {
  const inner = part.def?.innerType ?? part.def?.in;
  return part.meta?.()?.label ?? (inner ? labelOf(inner) : undefined);
}
