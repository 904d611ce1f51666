import { dict, id, number, oneOf, text } from './read.ts';

export interface Agent {
  id: string;
  version: number;
  name: string;
  instructions: string;
  mode: 'off' | 'draft' | 'auto';
}

export const readAgent = (value: unknown): Agent => {
  const from = dict(value);
  return {
    id: id(from['id'], 'agent'),
    version: number(from['version']),
    name: text(from['name']),
    instructions: text(from['instructions']),
    mode: oneOf(from['mode'], ['off', 'draft', 'auto'], 'off'),
  };
};
