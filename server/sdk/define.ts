import { type Action, type Channel, type Condition, type Crm, type Schema } from './types.ts';

/**
 * Declares a plugin. Does nothing but freeze the object: the overloads make the editor help and
 * make a wrong kind or a wrong input a compile error.
 */
export function definePlugin<S extends Schema>(plugin: Crm<S>): Readonly<Crm<S>>;
export function definePlugin<S extends Schema>(plugin: Channel<S>): Readonly<Channel<S>>;
export function definePlugin<S extends Schema, I extends Schema>(plugin: Action<S, I>): Readonly<Action<S, I>>;
export function definePlugin<S extends Schema, I extends Schema>(plugin: Condition<S, I>): Readonly<Condition<S, I>>;
export function definePlugin(plugin: object): object {
  return Object.freeze(plugin);
}
