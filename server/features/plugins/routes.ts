import { z } from 'zod';

import { route } from '../../http/route.ts';
import { Plugin, PluginEnableBody, PluginListed, PluginParams, PluginSettingsBody, PluginTrial } from './schema.ts';

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
  route({
    method: 'post',
    path: '/plugins/:id/enable',
    access: 'admin',
    tag,
    summary: 'Switch a plugin on, and agree to the hosts it connects to',
    params: PluginParams,
    body: PluginEnableBody,
    response: Plugin,
    problems: { 422: 'It connects to a host that was not agreed to, or it is not at work' },
    handle: ({ cradle, params, body }) => cradle.pluginSwitches.enable(params.id, body.hosts),
  }),
  route({
    method: 'post',
    path: '/plugins/:id/disable',
    access: 'admin',
    tag,
    summary: 'Switch a plugin off',
    params: PluginParams,
    response: Plugin,
    problems: { 409: 'The account is connected to its CRM through it' },
    handle: ({ cradle, params }) => cradle.pluginSwitches.disable(params.id),
  }),
  route({
    method: 'post',
    path: '/plugins/:id/resume',
    access: 'admin',
    tag,
    summary: 'End the rest of a plugin after faults',
    params: PluginParams,
    response: Plugin,
    handle: ({ cradle, params }) => cradle.pluginSwitches.resume(params.id),
  }),
  route({
    method: 'post',
    path: '/plugins/:id/test',
    access: 'admin',
    tag,
    summary: 'Try a plugin on an example; nothing is changed anywhere',
    params: PluginParams,
    response: PluginTrial,
    problems: { 422: 'It is not at work' },
    handle: ({ cradle, params }) => cradle.pluginTrials.ask(params.id),
  }),
];
