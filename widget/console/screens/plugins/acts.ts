import { useSignal, type ReadonlySignal } from '@preact/signals';

import { asApiError } from '../../../api/errors.ts';
import { type Plugin, readPlugin, stateOf } from '../../../state/plugins.ts';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { titleOf } from './words.ts';

export interface PluginActs {
  readonly busy: ReadonlySignal<string | undefined>;
  /** The plugin whose hosts and rights are asked about. */
  readonly asked: ReadonlySignal<Plugin | undefined>;
  readonly failure: ReadonlySignal<string>;
  turn(plugin: Plugin, on: boolean): void;
  resume(plugin: Plugin): void;
  confirm(yes: boolean): void;
}

/** Switching on asks first where there is something to say yes to: hosts outside, or rights that grew. */
export const needsYes = ({ newHosts, hosts }: Plugin): boolean => newHosts.length > 0 || hosts.some((host) => host !== '@crm');

/** On, off and going on after a pause. `put` shows what the server answered. */
export const usePluginActs = (put: (plugin: Plugin) => void): PluginActs => {
  const { api, format, toasts } = useConsole();
  const t = useTexts('plugins');
  const busy = useSignal<string | undefined>(undefined);
  const asked = useSignal<Plugin | undefined>(undefined);
  const failure = useSignal('');

  const post = async (plugin: Plugin, action: 'enable' | 'disable' | 'resume', body?: unknown): Promise<void> => {
    if (busy.peek()) return;
    busy.value = plugin.id;
    failure.value = '';
    try {
      put(readPlugin(await api.write('POST', `/plugins/${encodeURIComponent(plugin.id)}/${action}`, body)));
      asked.value = undefined;
      toasts.done(t(`done.${action}`, { name: titleOf(format, plugin) }));
    } catch (thrown) {
      const error = asApiError(thrown);
      const words = error.code === 'plugin_in_use' ? t('in_use') : errorWords(t, error);
      if (asked.peek()) failure.value = words;
      else toasts.bad(words);
    } finally {
      busy.value = undefined;
    }
  };
  const enable = (plugin: Plugin): Promise<void> => post(plugin, 'enable', { hosts: plugin.hosts });

  return {
    busy,
    asked,
    failure,
    turn: (plugin, on) => {
      failure.value = '';
      if (!on) void post(plugin, 'disable');
      else if (needsYes(plugin)) asked.value = plugin;
      else void enable(plugin);
    },
    resume: (plugin) => void post(plugin, 'resume'),
    confirm: (yes) => {
      const plugin = asked.peek();
      if (yes && plugin) void enable(plugin);
      else asked.value = undefined;
    },
  };
};

/** Whether its switch stands on: a paused one goes on by itself, one that waits for a yes does not work. */
export const isOn = (plugin: Plugin): boolean => ['on', 'paused'].includes(stateOf(plugin));
