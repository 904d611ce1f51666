/**
 * What plugins may import is a promise. When a name comes or goes on purpose, change `surface.txt`
 * with it; a name that goes also needs a new contract version.
 */
import { readFileSync } from 'node:fs';

import * as sdk from 'souffleur/sdk';
import * as testing from 'souffleur/sdk/testing';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const DECLARED = /^export (?:declare )?(?:abstract )?(?:const|function|class|interface|type) (\w+)/gm;
const LISTED = /^export \{([^}]*)\}/gm;

/** Exported names of a file, followed through `export *`. */
function namesOf(file: string): string[] {
  const source = read(file);
  const declared = [...source.matchAll(DECLARED)].map(([, name = '']) => name);
  const listed = [...source.matchAll(LISTED)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim().replace(/^type /, '')));
  const starred = [...source.matchAll(/^export \* from '(.+)';/gm)].flatMap(([, from = '']) => namesOf(from));
  return [...new Set([...declared, ...listed.filter(Boolean), ...starred])].toSorted();
}

const surface = () => [
  ...namesOf('./index.ts').map((name) => `souffleur/sdk ${name}`),
  ...namesOf('./testing.ts').map((name) => `souffleur/sdk/testing ${name}`),
];

it('is what the committed list says', () => {
  expect(surface()).toEqual(read('./surface.txt').trim().split('\n'));
});

it('holds every name that exists at run time', () => {
  expect(namesOf('./index.ts')).toEqual(expect.arrayContaining(Object.keys(sdk)));
  expect(namesOf('./testing.ts')).toEqual(expect.arrayContaining(Object.keys(testing)));
});

it('imports nothing from the rest of the server', () => {
  const files = [
    'index',
    'changes',
    'define',
    'digest',
    'effects',
    'errors',
    'event-names',
    'events',
    'facts',
    'forms',
    'subjects',
    'types',
    'check',
    'testing',
    'testing/clock',
    'testing/conformance',
    'testing/context',
    'testing/effects',
    'testing/example',
    'testing/facts',
    'testing/form-texts',
    'testing/http',
    'testing/store',
    'testing/trial',
  ];
  for (const file of files) {
    const imports = [...read(`./${file}.ts`).matchAll(/from '([^']+)'/g)].map(([, from = '']) => new URL(from, new URL(`./${file}.ts`, 'file:///sdk/')).href);
    expect(imports.filter((from) => !from.startsWith('file:///sdk/') && !/^(zod|node:)/.test(from))).toEqual([]);
  }
});
