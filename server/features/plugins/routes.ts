import { z } from 'zod';

import { route } from '../../http/route.ts';
import { Plugin, PluginListed, PluginParams, PluginSettingsBody } from './schema.ts';

const tag = 'Plugins';

export const pluginRoutes = [
  route({
    method: 'get',
    path: '/plugins',
    access: 'member',
    tag,
    summary: 'List plugins with their state',
    response: z.object({ items: z.array(PluginListed) }),
    handle: ({ cradle }) => cradle.plugins.list(),
  }),
  route({
    method: 'get',
    path: '/plugins/:id',
    access: 'member',
    tag,
    summary: 'Read a plugin and its settings',
    params: PluginParams,
    response: Plugin,
    handle: ({ cradle, params }) => cradle.plugins.get(params.id),
  }),
  route({
    method: 'put',
    path: '/plugins/:id/settings',
    access: 'admin',
    tag,
    summary: 'Change the settings of a plugin',
    params: PluginParams,
    body: PluginSettingsBody,
    response: Plugin,
    problems: { 409: 'Somebody else changed them meanwhile', 422: 'The plugin does not accept these settings' },
    handle: ({ cradle, params, body }) => cradle.plugins.putSettings(params.id, body.settings, body.version),
  }),
];
