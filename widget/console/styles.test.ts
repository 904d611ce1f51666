/**
 * All sheets of the console are one sheet in the page: a class that two of them style would look different on a screen nobody looked at.
 * @vitest-environment node
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const SHEETS = [...readdirSync(fileURLToPath(new URL('./css', import.meta.url))).map((name) => `./css/${name}`), '../ui/sentences.css', '../ui/tokens.css'];
/** A rule of one class alone, outside of any condition. */
const OWN_RULE = /^\.souffleur-(?:console|root|dialog) (\.souffleur-[\w-]+)(?=[ ]\{|,$)/gmu;

test('a class is styled by one sheet only', () => {
  const owners = new Map<string, Set<string>>();
  for (const sheet of SHEETS) {
    const text = readFileSync(new URL(sheet, import.meta.url), 'utf8');
    for (const [, name = ''] of text.matchAll(OWN_RULE)) if (!name.endsWith('-console')) owners.set(name, (owners.get(name) ?? new Set()).add(sheet));
  }
  expect(owners.size).toBeGreaterThan(100);
  expect([...owners].filter(([, sheets]) => sheets.size > 1).map(([name, sheets]) => `${name}: ${[...sheets].join(', ')}`)).toEqual([]);
});
