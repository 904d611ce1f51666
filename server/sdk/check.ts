/** What every plugin must be, told in sentences. Used by the host at load and by `checkPlugin` in tests. */
import { saysProblems } from './says.ts';
import { CRM_HOST, type PluginKind } from './types.ts';

/** The parent folder of each kind. */
export const kindFolders: Readonly<Record<PluginKind, string>> = { crm: 'crm', channel: 'channels', action: 'actions', condition: 'conditions' };

const PARTS: Readonly<Record<PluginKind, { functions: readonly string[]; objects: readonly string[]; schemas: readonly string[] }>> = {
  crm: { functions: ['parse', 'read', 'list', 'history', 'write', 'probe'], objects: ['capabilities', 'signIn'], schemas: [] },
  channel: { functions: ['window', 'parse', 'send', 'readBack'], objects: ['capabilities'], schemas: [] },
  action: { functions: ['preview', 'run'], objects: [], schemas: ['input'] },
  condition: { functions: ['test'], objects: [], schemas: ['input'] },
};

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]{1,40})?$/;
const PROBE_ID = /^[a-z][a-z0-9_]{0,39}$/;
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;

type Fields = Record<string, unknown>;

/** Why the object is no plugin of this kind and id; an empty list when it is one. */
export function shapeProblems(value: unknown, expected: { kind: PluginKind; id: string }): string[] {
  if (!isObject(value)) return ['the default export must be what definePlugin returns'];
  const { kind, id } = expected;
  const parts = PARTS[kind];
  return [
    value.api === 1 ? [] : [`api must be 1, this server's contract version, not ${show(value.api)}`],
    value.kind === kind ? [] : [`kind must be "${kind}" as its folder says, not ${show(value.kind)}`],
    value.id === id ? [] : [`id must be "${id}", the name of its folder, not ${show(value.id)}`],
    ID.test(id) ? [] : [`id "${id}" must be kebab-case`],
    ['title', 'description'].filter((name) => !isTranslated(value[name])).map((name) => `${name} needs at least an English text`),
    typeof value.icon === 'string' && value.icon !== '' ? [] : ['icon must name an icon'],
    ['settings', ...parts.schemas].filter((name) => !isSchema(value[name])).map((name) => `${name} must be a z.object(…)`),
    parts.objects.filter((name) => !isObject(value[name])).map((name) => `${name} is missing`),
    parts.functions.filter((name) => typeof value[name] !== 'function').map((name) => `${name}() is missing`),
    kind === 'crm' ? probeProblems(value.probes) : [],
    kind === 'action' && !['free', 'conditional', 'approval'].includes(String(value.effect)) ? ['effect must be free, conditional or approval'] : [],
    hostProblems(value.hosts),
    value.version === undefined || (typeof value.version === 'string' && VERSION.test(value.version)) ? [] : ['version must be like 1.2.3'],
    value.says === undefined ? [] : saysProblems(value.says, value.input),
    value.constants === undefined || typeof value.constants === 'function' ? [] : ['constants must be a function'],
  ].flat();
}

function probeProblems(probes: unknown): string[] {
  if (!Array.isArray(probes)) return ['probes must be a list'];
  const ids = probes.map((probe: unknown) => (isObject(probe) ? probe.id : undefined));
  return probes.flatMap((probe: unknown, at): string[] => {
    if (!isObject(probe) || typeof probe.id !== 'string' || !PROBE_ID.test(probe.id)) return [`probes.${at} needs an id of lower-case letters, digits and _`];
    const { id } = probe;
    return [
      ids.indexOf(id) === at ? [] : [`probe "${id}" is there twice`],
      isTranslated(probe.title) ? [] : [`probe "${id}": title needs at least an English text`],
      probe.effect === 'read' || probe.effect === 'write' ? [] : [`probe "${id}": effect must be read or write`],
      isSchema(probe.input) ? [] : [`probe "${id}": input must be a z.object(…)`],
    ].flat();
  });
}

function hostProblems(hosts: unknown): string[] {
  if (hosts === undefined) return [];
  if (!Array.isArray(hosts)) return ['hosts must be a list'];
  return hosts
    .filter((host) => host !== CRM_HOST && !(typeof host === 'string' && HOST_NAME.test(host)))
    .map((host) => `hosts: ${show(host)} is neither "${CRM_HOST}" nor an exact public host name`);
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isTranslated = (value: unknown): boolean => isObject(value) && typeof value.en === 'string' && value.en !== '';
/** By shape and not by class: a plugin may bring its own copy of zod. */
const isSchema = (value: unknown): boolean => isObject(value) && typeof value.safeParse === 'function' && isObject(value.def) && value.def.type === 'object';
const show = (value: unknown): string => (typeof value === 'string' ? `"${value.slice(0, 60)}"` : value === undefined ? 'nothing' : `a ${typeof value}`);
