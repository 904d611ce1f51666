/** Loads plugins one after another and says how far it is. Started with an empty environment; nothing it loads is used. */
import { pathToFileURL } from 'node:url';
import { writeSync } from 'node:fs';

import { openSdkDoor } from './sdk-door.ts';

openSdkDoor();
const say = (word: string, index: number): void => void writeSync(1, `${word} ${index}\n`);

for (const [index, file] of process.argv.slice(2).entries()) {
  say('begin', index);
  // One that throws is named where it is loaded for good.
  await import(pathToFileURL(file).href).catch(() => undefined);
  say('end', index);
}
process.exit(0);
