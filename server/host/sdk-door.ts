/** A plugin from a package lies in a package of its own: `souffleur/sdk` is found there as it is in this repository. */
import { registerHooks } from 'node:module';

const DOORS: ReadonlyMap<string, string> = new Map([
  ['souffleur/sdk', new URL('../sdk/index.ts', import.meta.url).href],
  ['souffleur/sdk/testing', new URL('../sdk/testing.ts', import.meta.url).href],
]);

let isOpen = false;

/** Once in a thread, before plugins are loaded. */
export function openSdkDoor(): void {
  if (isOpen) return;
  isOpen = true;
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = DOORS.get(specifier);
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
  });
}
