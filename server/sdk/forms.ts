/**
 * How a form is drawn from a schema. Each field says in its meta what it is called and what it chooses from:
 *
 *     z.string().meta({ label: { en: 'Stage', ru: 'Этап' }, ref: 'stage' })
 */
import { type Translated } from './types.ts';

/**
 * What a text names. The form offers what the account has, and a rule whose reference is gone is switched off with
 * that reason. `stage` is `pipelineId:stageId`; `field` is `lead.price`, `lead.field.<id>`, `contact.name`, …; `operator`
 * and `field_value` belong to the field chosen in the field named by `of`.
 */
export type Ref =
  | 'pipeline'
  | 'stage'
  | 'field'
  | 'operator'
  | 'field_value'
  | 'user'
  | 'tag'
  | 'task_type'
  | 'loss_reason'
  | 'catalog'
  | 'product'
  | 'agent'
  | 'bot'
  | 'channel'
  | 'source';

export interface FieldMeta {
  label?: Translated;
  hint?: Translated;
  /** Names of the values of an enum. */
  options?: Readonly<Record<string, Translated>>;
  ref?: Ref;
  /** Of `operator`, `field_value` and `product`: the sibling field that decides what can be chosen. */
  of?: string;
  /**
   * `{{lead.name}}` and its like are filled in before the plugin sees the text: as they are (`text`), as the inside of a
   * JSON string (`json`), or percent-encoded (`url`).
   */
  template?: 'text' | 'json' | 'url';
  /** A text of several lines. */
  long?: boolean;
}

/** The meta of a field, checked by the compiler: `z.string().meta(field({ label: { en: 'Text' }, template: 'text' }))`. */
export const field = (meta: FieldMeta & { examples?: unknown[] }): Record<string, unknown> => ({ ...meta });
