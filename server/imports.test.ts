/** The walls of the house, read from every import line (design: "Imports"). */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const IMPORT = /^(?:import|export)\s+(type\s+)?([^;'"]*?from\s+)?['"]([^'"]+)['"]|(?:import|new URL)\(\s*['"]([^'"]+)['"]/gmu;

interface Line {
  file: string;
  target: string;
  typeOnly: boolean;
}

const files = ['server', 'plugins', 'widget', 'migrations'].flatMap((dir) =>
  readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name) && !name.includes('fixtures/'))
    .map((name) => `${dir}/${name}`),
);

const lines: Line[] = files.flatMap((file) => {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(IMPORT)].map((match): Line => {
    const [, type, names = '', from, dynamic] = match;
    const raw = from ?? dynamic ?? '';
    const target = raw.startsWith('.') ? relative(root, resolve(root, dirname(file), raw)) : raw;
    const listed = /\{([^}]*)\}/u.exec(names)?.[1];
    const typeOnly =
      Boolean(type) ||
      (listed !== undefined && listed.trim() !== '' && listed.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')));
    return { file, target, typeOnly };
  });
});

/** Tests, what serves them, benchmarks, and scripts nobody ships. */
const isTest = ({ file }: Line): boolean =>
  /\.test\.tsx?$|\/testing\b|\.testing\.ts$/u.test(file) || file.startsWith('server/bench/') || file === 'widget/images/render.ts';
const of =
  (...prefixes: string[]) =>
  (line: Line): boolean =>
    prefixes.some((prefix) => line.file.startsWith(prefix));
const broken = (from: (line: Line) => boolean, rule: (line: Line) => boolean): string[] =>
  lines.filter((line) => from(line) && !isTest(line) && rule(line)).map((line) => `${line.file} > ${line.target}`);

describe('imports', () => {
  it('reads a believable number of lines', () => {
    expect(lines.length).toBeGreaterThan(500);
  });

  it('plugins see only the sdk, zod, Node and their own folder', () => {
    expect(
      broken(
        of('plugins/'),
        ({ file, target }) =>
          !(target.startsWith(`${file.split('/').slice(0, 3).join('/')}/`) || target === 'souffleur/sdk' || target === 'zod' || target.startsWith('node:')),
      ),
    ).toEqual([]);
  });

  it('nobody imports a plugin', () => {
    expect(
      broken(
        (line) => !of('plugins/')(line),
        ({ target }) => target.startsWith('plugins/'),
      ),
    ).toEqual([]);
  });

  it('the sdk stands on nothing of ours', () => {
    expect(broken(of('server/sdk/'), ({ target }) => target.startsWith('server/') && !target.startsWith('server/sdk/'))).toEqual([]);
  });

  it('the host knows the sdk, not the features', () => {
    expect(broken(of('server/host/'), ({ target, typeOnly }) => target.startsWith('server/') && !/^server\/(?:host|sdk)\//u.test(target) && !typeOnly)).toEqual(
      [],
    );
  });

  it('the sandbox is imported by main and tests only', () => {
    expect(
      broken(
        (line) => !of('server/sandbox/', 'server/main.ts')(line),
        ({ target }) => target.startsWith('server/sandbox/'),
      ),
    ).toEqual([]);
  });

  it('the widget takes only types from the server, and only shapes', () => {
    expect(
      broken(of('widget/'), ({ target, typeOnly }) => target.startsWith('server/') && !(typeOnly && /schema\.ts$|live-messages\.ts$/u.test(target))),
    ).toEqual([]);
  });

  it('features reach each other through the cradle: other features are imported for their types, tables and shapes only', () => {
    const allowed = /\/(?:entities|schema|present|language|intake|prompt)\.ts$/u;
    expect(
      broken(of('server/features/'), ({ file, target, typeOnly }) => {
        const other = /^server\/features\/([^/]+)\//u.exec(target)?.[1];
        return other !== undefined && other !== file.split('/')[2] && !typeOnly && !allowed.test(target);
      }),
    ).toEqual([]);
  });

  it.each([
    ['koa', /^(?:koa|@koa\/.*|koa-helmet)$/u, ['server/http/', 'server/sandbox/']],
    ['awilix', /^awilix$/u, ['server/container.ts']],
    ['bree', /^bree$/u, ['server/jobs/']],
    ['pg-boss', /^pg-boss$/u, ['server/jobs/', 'server/http/']],
    ['the OpenAI SDK', /^openai/u, ['server/llm/']],
    ['PGlite', /^@electric-sql\//u, ['server/db/']],
    ['a way out', /^(?:undici|node:https?|node:tls|node:dns)/u, ['server/egress/', 'server/http/', 'server/main.ts', 'server/sandbox/', 'widget/']],
  ])('%s stays in its room', (_name, pattern, rooms) => {
    expect(
      broken(
        (line) => !of(...rooms)(line),
        ({ target, typeOnly }) => pattern.test(target) && !typeOnly,
      ),
    ).toEqual([]);
  });
});

describe('sources', () => {
  const sources = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

  it('only the configuration reads the environment', () => {
    const readers = sources
      .filter(({ file, text }) => file.startsWith('server/') && !/\.test\.ts$|\/testing|server\/bench\//u.test(file) && text.includes('process.env'))
      .map(({ file }) => file);
    expect(readers.filter((file) => !/^server\/(?:main|config[\w-]*)\.ts$|^server\/db\/cli\.ts$/u.test(file))).toEqual([]);
  });

  it('no file is longer than 300 lines', () => {
    const long = sources
      .filter(({ file, text }) => !/\.test\.tsx?$|fixtures|^migrations\/|sandbox\/seed/u.test(file) && text.split('\n').length > 301)
      .map(({ file }) => file);
    expect(long).toEqual([]);
  });

  it('names are kebab-case', () => {
    expect(
      files.filter(
        (file) => !file.startsWith('migrations/') && !/^[a-z0-9-]+(?:\.(?:test|testing|browser\.test|d))?\.tsx?$/u.test(file.split('/').at(-1) ?? ''),
      ),
    ).toEqual([]);
  });
});
