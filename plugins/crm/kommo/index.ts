/** Kommo as a CRM: its hooks become events, its entities snapshots, our changes its API calls. */
import { CRM_HOST, definePlugin } from 'souffleur/sdk';

import { history } from './history.ts';
import { list } from './listing.ts';
import { parse } from './parse.ts';
import { probe, probes } from './probes.ts';
import { read } from './reading.ts';
import { settings } from './schema.ts';
import { write } from './writing.ts';

export default definePlugin({
  kind: 'crm',
  api: 1,
  id: 'kommo',
  title: { en: 'Kommo', ru: 'Kommo', es: 'Kommo', pt: 'Kommo' },
  description: {
    en: 'Leads, contacts, tasks, calls and talks of a Kommo account.',
    ru: 'Сделки, контакты, задачи, звонки и беседы аккаунта Kommo.',
    es: 'Leads, contactos, tareas, llamadas y conversaciones de una cuenta de Kommo.',
    pt: 'Leads, contatos, tarefas, chamadas e conversas de uma conta da Kommo.',
  },
  icon: 'crm',
  settings,
  hosts: [CRM_HOST],
  capabilities: { leads: true, talks: true, tasks: true, hooks: true },
  signIn: {
    type: 'oauth2',
    authorizeUrl: 'https://www.kommo.com/oauth',
    tokenPath: '/oauth2/access_token',
    domains: ['kommo.com'],
    scopes: ['crm', 'notifications', 'list_external_messages', 'send_external_messages'],
  },
  parse,
  read,
  list,
  history,
  write,
  probes,
  probe,
});
