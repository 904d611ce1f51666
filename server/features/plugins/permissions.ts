/** What a plugin may do, in codes that the widget puts into words. */
import { CRM_HOST, type Plugin } from '../../sdk/types.ts';

export const permissionCodes = [
  'read_hooks',
  'read_crm',
  'write_crm',
  'sign_in',
  'send_messages',
  'read_facts',
  'ask_effects',
  'effect_free',
  'effect_conditional',
  'effect_approval',
  'keep_data',
  'call_crm',
  'call_hosts',
] as const;
export type PermissionCode = (typeof permissionCodes)[number];

export function permissionsOf(plugin: Plugin): PermissionCode[] {
  const hosts = plugin.hosts ?? [];
  return [
    ...ofKind(plugin),
    // A condition gets neither a store nor a way out.
    ...(plugin.kind === 'condition' ? [] : (['keep_data'] as const)),
    ...(plugin.kind !== 'condition' && hosts.includes(CRM_HOST) ? (['call_crm'] as const) : []),
    ...(plugin.kind !== 'condition' && hosts.some((host) => host !== CRM_HOST) ? (['call_hosts'] as const) : []),
  ];
}

function ofKind(plugin: Plugin): PermissionCode[] {
  switch (plugin.kind) {
    case 'crm':
      return ['read_hooks', 'read_crm', 'write_crm', 'sign_in'];
    case 'channel':
      return ['read_hooks', 'send_messages'];
    case 'condition':
      return ['read_facts'];
    case 'action':
      return ['read_facts', 'ask_effects', `effect_${plugin.effect}`];
  }
}
