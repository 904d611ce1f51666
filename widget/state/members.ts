import { dict, id, oneOf, text } from './read.ts';

export interface Member {
  id: string;
  crmUserId: string;
  name: string;
  role: 'rep' | 'admin';
  language: string;
  active: boolean;
}

export const readMember = (value: unknown): Member => {
  const from = dict(value);
  return {
    id: id(from['id'], 'member'),
    crmUserId: text(from['crmUserId']),
    name: text(from['name']),
    role: oneOf(from['role'], ['rep', 'admin'], 'rep'),
    language: text(from['language']),
    active: from['active'] !== false,
  };
};
