/**
 * What the language gives to everybody. A plugin that changes it changes the whole process, so it is looked at around a
 * plugin's code and put back. This finds faults; it is no wall against somebody who means harm.
 */
type Known = readonly [object, string, ReadonlyMap<PropertyKey, PropertyDescriptor>];

const OBJECTS: readonly (readonly [string, object])[] = [
  ...[Object, Array, String, Number, Boolean, Date, RegExp, Promise, Map, Set, WeakMap, WeakSet, Error, Function].map((one): [string, object] => [
    `${one.name}.prototype`,
    one.prototype as object,
  ]),
  ['Object', Object],
  ['Array', Array],
  ['Number', Number],
  ['Promise', Promise],
  ['Reflect', Reflect],
  ['JSON', JSON],
];

export type Intrinsics = readonly Known[];

export const intrinsics = (): Intrinsics =>
  OBJECTS.map(([name, object]): Known => [object, name, new Map(Reflect.ownKeys(object).map((key) => [key, descriptorOf(object, key)]))]);

/** Puts back what has changed since, and names it. */
export function putBack(before: Intrinsics): string[] {
  const changes: string[] = [];
  for (const [object, name, known] of before) {
    for (const key of Reflect.ownKeys(object)) {
      // Something more on `Reflect` or `Object` is in nobody's way; on a prototype it is in every loop.
      if (known.has(key) || !name.endsWith('.prototype')) continue;
      changes.push(`${name}.${String(key)}`);
      Reflect.deleteProperty(object, key);
    }
    for (const [key, descriptor] of known) {
      if (isSame(descriptor, Reflect.getOwnPropertyDescriptor(object, key))) continue;
      changes.push(`${name}.${String(key)}`);
      Reflect.defineProperty(object, key, descriptor);
    }
  }
  return changes;
}

const descriptorOf = (object: object, key: PropertyKey): PropertyDescriptor => Reflect.getOwnPropertyDescriptor(object, key) ?? {};

const isSame = (one: PropertyDescriptor, other: PropertyDescriptor | undefined): boolean =>
  other !== undefined && Object.is(one.value, other.value) && one.get === other.get && one.set === other.set;
