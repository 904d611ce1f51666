import { dict, type Dict, id, list, number, oneOf, text } from './read.ts';

export interface Probe {
  id: string;
  title: Readonly<Record<string, string>>;
  effect: 'read' | 'write';
  schema: Dict;
}

export const readProbe = (value: unknown): Probe => {
  const from = dict(value);
  return {
    id: id(from['id'], 'probe'),
    title: Object.fromEntries(Object.entries(dict(from['title'])).map(([language, words]) => [language, text(words)])),
    effect: oneOf(from['effect'], ['read', 'write'], 'write'),
    schema: dict(from['inputSchema']),
  };
};

export interface ProbeResult {
  request: { method: string; path: string; body: unknown } | null;
  status: number | null;
  answer: unknown;
  ms: number;
  code: string;
  ok: boolean;
}

export const readProbeResult = (value: unknown): ProbeResult => {
  const from = dict(value);
  const request = dict(from['request']);
  const diagnosis = dict(from['diagnosis']);
  return {
    request: request['method'] ? { method: text(request['method']), path: text(request['path']), body: request['body'] } : null,
    status: typeof from['status'] === 'number' ? from['status'] : null,
    answer: from['answer'],
    ms: number(from['ms']),
    code: text(diagnosis['code']),
    ok: diagnosis['ok'] === true,
  };
};

export const readProbes = (value: unknown): Probe[] => list(dict(value)['items']).map(readProbe);
