import { fireEvent } from '@testing-library/preact';

import { type Answer, FakeServer } from '../../../../testing/server.ts';
import { inConsole } from '../../../../testing/console.tsx';
import EditorPage from './page.tsx';
import { choices, parts } from './testing.ts';

export const ID = '01970000-0000-7000-8000-0000000000f1';
export const definition = {
  name: 'Big leads',
  description: '',
  trigger: { on: 'stage_changed' },
  conditions: { all: [{ condition: 'stage-is', input: { stages: ['1:11'] } }, { any: [{ condition: 'price-range', input: { from: 5 } }] }] },
  actions: [
    { action: 'create-task', input: { text: 'Call' } },
    { action: 'tag', input: { tags: ['vip'] } },
  ],
  priority: 100,
  cooldown: 0,
  stop: false,
};
export const stored = {
  ...definition,
  id: ID,
  enabled: false,
  problem: null,
  version: 3,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
};

/** A server with one rule, a template, and whatever a test wants to be answered otherwise. */
export class RuleServer extends FakeServer {
  more: Answer = () => undefined;

  constructor() {
    super();
    this.answer = (call, response) => {
      const own = this.more(call, response);
      if (own) return own;
      const { method, path, body } = call;
      if (path === '/rules/parts') return { status: 200, body: { items: parts } };
      if (path === '/rules/choices') return { status: 200, body: choices };
      if (path === '/rules/templates')
        return {
          status: 200,
          body: { items: [{ id: 'calls', title: 'Calls', definition: { ...definition, name: 'From a template' }, open: ['actions.0.input.text'] }] },
        };
      if (path === '/rules/check') return { status: 200, body: { problems: [], conflicts: [] } };
      if (path === '/rules' && method === 'POST') return { status: 201, body: { ...(body as object), id: ID, enabled: false, problem: null, version: 1 } };
      if (path === `/rules/${ID}`) return { status: 200, body: method === 'PATCH' ? { ...stored, ...(body as object), version: 4 } : stored };
      return undefined;
    };
  }
}

export const openEditor = (server: FakeServer, props: { id?: string; template?: string } = {}, options: { role?: 'admin' | 'rep'; language?: string } = {}) => {
  const drawn = inConsole(<EditorPage {...props} />, server, options);
  const summary = (): string => drawn.container.querySelector('.souffleur-in-words')?.textContent ?? '';
  const press = (name: string | RegExp): void => void fireEvent.click(drawn.getByRole('button', { name }));
  const box = (name: string): HTMLElement => drawn.getByRole('combobox', { name });
  const choose = (name: string, words: string): void => {
    fireEvent.click(box(name));
    fireEvent.input(box(name), { target: { value: words } });
    fireEvent.keyDown(box(name), { key: 'Enter' });
  };
  const grip = (name: string): HTMLElement => drawn.getByRole('button', { name: `Move: ${name}` });
  const said = (): string => drawn.container.querySelector('[aria-live=assertive]')?.textContent ?? '';
  return { ...drawn, summary, press, box, choose, grip, said };
};
