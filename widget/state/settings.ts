import { dict, type Dict, number, optional, text } from './read.ts';

/** A section of the account's settings with the schema its form is drawn from. */
export interface Section {
  section: string;
  values: Dict;
  schema: Dict;
  /** 0 when nobody ever set it. */
  version: number;
  updatedAt: string | null;
  updatedBy: string | null;
}

export const readSection = (value: unknown): Section => {
  const from = dict(value);
  return {
    section: text(from['section']),
    values: dict(from['values']),
    schema: dict(from['schema']),
    version: number(from['version']),
    updatedAt: optional(from['updatedAt']),
    updatedBy: optional(from['updatedBy']),
  };
};
