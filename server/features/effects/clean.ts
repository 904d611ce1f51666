/** JSON of a stranger's making, so that every column takes it: no NUL, no broken or hidden characters (security C5). Pure. */
import { storable } from '../../http/json-body.ts';

const DEPTH_MAX = 32;

/** @throws RangeError where it is deeper than anybody needs */
export function cleanJson<T>(value: T): T {
  return cleaned(value, 0) as T;
}

function cleaned(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) throw new RangeError('too deep');
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, inner]) => [storable(key), cleaned(inner, depth + 1)]));
}
