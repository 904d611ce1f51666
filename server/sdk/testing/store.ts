import { type Store } from '../types.ts';

const MAX_BYTES = 65_536;

/** Keeps copies, as a database would: a value changed after `set` does not change what is stored. */
export function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    get: async (key) => {
      const text = values.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    set: async (key, value) => {
      const text = JSON.stringify(value);
      if (text === undefined || Buffer.byteLength(text) > MAX_BYTES) throw new Error(`The value of "${key}" is no JSON or has more than ${MAX_BYTES} bytes.`);
      values.set(key, text);
    },
    delete: async (key) => {
      values.delete(key);
    },
  };
}
