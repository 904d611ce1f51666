import { route } from '../../http/route.ts';
import { Section, SectionBody, SectionParams } from './schema.ts';

const tag = 'Settings';

export const settingsRoutes = [
  route({
    method: 'get',
    path: '/settings/:section',
    access: 'admin',
    tag,
    summary: 'Read a section of the account’s settings, with the schema of its form',
    params: SectionParams,
    response: Section,
    handle: ({ cradle, params }) => cradle.settings.get(params.section),
  }),
  route({
    method: 'put',
    path: '/settings/:section',
    access: 'admin',
    tag,
    summary: 'Save a section of the account’s settings',
    params: SectionParams,
    body: SectionBody,
    response: Section,
    problems: { 409: 'Somebody changed it meanwhile', 422: 'A value is missing or wrong' },
    handle: ({ cradle, params, body }) => cradle.settings.put(params.section, body.values, body.version),
  }),
];
