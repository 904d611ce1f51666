/** What a schema says about how a field is drawn (`server/sdk/forms.ts`): words by language, what it refers to. */
import { dict, type Dict, text } from '../../state/read.ts';
import { readTranslated, type Translated } from '../../state/rule-parts.ts';

export interface FieldMeta {
  label: Translated | undefined;
  hint: Translated | undefined;
  /** Names of the values of an enum. */
  names: Readonly<Record<string, Translated>>;
  /** What a text names: `stage`, `user`, `field`, …; `operator` and `field_value` belong to the field named by `of`. */
  ref: string | undefined;
  of: string | undefined;
  /** A text into which variables are filled in. */
  template: boolean;
  long: boolean;
  /** The schema itself: `operatorsByType` and its like. */
  schema: Dict;
}

/** Of a list, what its items say counts where the list says nothing. */
export const metaOf = (schema: Dict): FieldMeta => {
  const items = dict(schema['items']);
  const words = (key: string): Translated | undefined => (typeof schema[key] === 'object' ? readTranslated(schema[key]) : undefined);
  return {
    label: words('label'),
    hint: words('hint'),
    names: Object.fromEntries(Object.entries(dict(schema['options'] ?? items['options'])).map(([value, named]) => [value, readTranslated(named)])),
    ref: text(schema['ref'] ?? items['ref']) || undefined,
    of: text(schema['of'] ?? items['of']) || undefined,
    template: Boolean(schema['template'] ?? items['template']),
    long: schema['long'] === true,
    schema,
  };
};
