/** The object without its undefined members: what is not known is absent. */
export function known<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T;
}
