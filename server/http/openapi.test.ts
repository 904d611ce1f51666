/** The API's document, as a program reads it: whole, without dangling references, every parameter declared. */
import { describe, expect, it } from 'vitest';

import { type Config } from '../config.ts';
import { openApi } from './openapi.ts';
import { apiRoutes } from './routes.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Parameter[];
  security: object[];
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

const document = JSON.parse(JSON.stringify(openApi(apiRoutes, { version: '0.0.0', publicUrl: 'https://souffleur.example' } as Config))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
);

/** Every object and list in it, with the way to it. */
function* parts(value: unknown, at = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [at, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* parts(inner, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

describe('the document', () => {
  it('holds every route once', () => {
    const mounted = apiRoutes.map(({ method, path }) => `${method} /api/v1${path.replace(/:(\w+)/gu, '{$1}')}`);
    expect(operations.map(({ name }) => name).toSorted()).toEqual(mounted.toSorted());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(apiRoutes.length);
  });

  it('refers to nothing that is not there, and keeps nothing that nobody can meet', () => {
    const places = new Set([...parts(document)].map(([at]) => at));
    const refs = [...parts(document)].flatMap(([, part]) => (typeof part['$ref'] === 'string' ? [part['$ref']] : []));
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => !places.has(ref))).toEqual([]);
    expect(Object.keys(document.components.schemas).filter((id) => !refs.includes(`#/components/schemas/${id}`))).toEqual([]);
  });

  it.each(operations)('declares the parameters of $name', ({ path, operation }) => {
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name).toSorted()).toEqual([...path.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '').toSorted());
    expect(declared.every(({ required }) => required)).toBe(true);
  });

  it('says in one line what each does, and how it fails', () => {
    for (const { name, operation } of operations) {
      expect(operation.summary).toMatch(/^\p{Lu}[^\n]{4,110}[^.\s]$/u);
      expect(operation.tags).toHaveLength(1);
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        expect({ name, status, content }).toEqual({
          name,
          status,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        });
      }
    }
  });

  it('names every large shape instead of writing it out where it is used', () => {
    const large = [...parts(document.paths)].filter(([, part]) => part['type'] === 'object' && JSON.stringify(part).length > 750);
    expect(large.map(([at]) => at)).toEqual([]);
  });

  it('lets a program sign in: the token goes in by a header', () => {
    expect(document.paths['/api/v1/session']?.['post']?.parameters).toContainEqual(
      expect.objectContaining({ name: 'X-Auth-Token', in: 'header', required: true }),
    );
    expect(document.components.securitySchemes).toEqual({ session: { type: 'http', scheme: 'bearer' } });
  });
});
