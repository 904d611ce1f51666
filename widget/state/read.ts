/** Readers that force each value of an answer to its type, so that no object can pose as an element (security F4). */
export type Dict = Record<string, unknown>;

export const dict = (value: unknown): Dict => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dict) : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
export const optional = (value: unknown): string | null => text(value) || null;
export const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
export const oneOf = <T extends string>(value: unknown, known: readonly T[], otherwise: T): T => known.find((one) => one === value) ?? otherwise;

/** Thrown when an answer is not what it should be; the screen shows it as the server's fault. */
export class BadShape extends Error {
  override readonly name = 'BadShape';
}

export const id = (value: unknown, what: string): string => {
  const read = text(value);
  if (!read) throw new BadShape(`The server sent a ${what} without its id.`);
  return read;
};

export const readPage = <T>(value: unknown, item: (value: unknown) => T): T[] => list(dict(value)['items']).map(item);
