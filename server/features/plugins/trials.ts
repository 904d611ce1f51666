/** The test button: a worker asks the plugin, the http thread only waits for what it wrote down. */
import { setTimeout as sleep } from 'node:timers/promises';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { PluginError } from '../../host/guard.ts';
import { PluginUnavailable } from '../../host/standings.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { exampleEvent, exampleFacts, exampleInput } from '../../sdk/testing/example.ts';
import { type Language } from '../../sdk/types.ts';
import { PluginValue } from './entities.ts';
import { PluginTrial } from './schema.ts';
import { withoutSecrets } from './states.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'accounts' | 'host' | 'plugins' | 'queue' | 'caller'>;

const WAIT_MS = 10_000;
const LOOK_MS = 150;
const KEEP_MS = 60_000;
/** No plugin's id. */
const SHELF = '~trials';
const RAW = { headers: {}, body: new Uint8Array(), receivedAt: new Date(0) };
const LANGUAGES: readonly string[] = ['en', 'ru', 'es', 'pt'] satisfies Language[];

export interface TrialJob {
  accountId: string;
  pluginId: string;
  trialId: string;
  language: string;
  /** Epoch milliseconds. Nobody waits after it: a plugin that killed its worker is not asked again by the next one. */
  until: number;
}

export class PluginTrials {
  readonly #deps: Deps;

  constructor({ em, accountId, accounts, host, plugins, queue, caller }: Deps) {
    this.#deps = { em, accountId, accounts, host, plugins, queue, caller };
  }

  /** @throws 404, 422 for a plugin that is not at work; whatever the plugin does is a result */
  async ask(pluginId: string): Promise<PluginTrial> {
    const { em, accountId, accounts, plugins, queue, caller } = this.#deps;
    plugins.definition(await plugins.find(pluginId));
    const language = caller?.language ?? (await accounts.current()).language;
    const [trialId, began] = [newId(), Date.now()];
    await em.fork().nativeDelete(PluginValue, { pluginId: SHELF, createdAt: { $lt: new Date(began - KEEP_MS) } });
    await queue.send('try-plugin', { accountId, pluginId, trialId, language, until: began + WAIT_MS });
    while (Date.now() < began + WAIT_MS) {
      await sleep(LOOK_MS);
      const row = await em.fork().findOne(PluginValue, { pluginId: SHELF, key: trialId });
      if (row) return PluginTrial.parse(row.value.value);
    }
    const message = 'The plugin gave no answer within ten seconds. It may be busy for ever; the worker it stopped is started again.';
    return { code: 'no_answer', message, input: null, answer: null, ms: Date.now() - began };
  }

  /** In a worker. */
  async run({ pluginId, trialId, language, until }: TrialJob): Promise<void> {
    if (Date.now() > until) return;
    const { em, accountId, host } = this.#deps;
    // Somebody may have switched it on a moment ago.
    host.forget(pluginId, accountId);
    const trial = await this.#try(pluginId, LANGUAGES.includes(language) ? (language as Language) : 'en');
    await em.fork().insert(PluginValue, {
      accountId,
      pluginId: SHELF,
      key: trialId,
      value: { value: trial },
      id: newId(),
      createdAt: new Date(),
      updatedAt: new Date(),
    });
  }

  async #try(pluginId: string, language: Language): Promise<PluginTrial> {
    const began = performance.now();
    const { host, plugins } = this.#deps;
    const definition = plugins.definition(await plugins.find(pluginId));
    const input = 'input' in definition ? exampleInput(definition.input) : null;
    const ended = (part: Pick<PluginTrial, 'code'> & Partial<PluginTrial>): PluginTrial => ({
      message: null,
      input,
      answer: null,
      ms: Math.round(performance.now() - began),
      ...part,
    });
    const { accountId } = this.#deps;
    try {
      switch (definition.kind) {
        case 'condition':
          return ended({ code: 'ok', answer: (await host.test(accountId, pluginId, input ?? {}, exampleEvent, exampleFacts())) as PluginTrial['answer'] });
        case 'action': {
          const about = { event: exampleEvent, facts: exampleFacts(), language };
          return ended({ code: 'ok', answer: { text: await host.preview(accountId, pluginId, input ?? {}, about) } });
        }
        case 'channel':
          await host.parse(pluginId, RAW, accountId);
          return ended({ code: 'ok', answer: { window: host.window(pluginId, undefined) } });
        case 'crm':
          return ended(await this.#probe(pluginId));
      }
    } catch (error) {
      return ended(outcomeOf(error));
    }
  }

  /** The first call of its list that only reads and needs nothing filled in. */
  async #probe(pluginId: string): Promise<Pick<PluginTrial, 'code'> & Partial<PluginTrial>> {
    const { accountId, accounts, host } = this.#deps;
    if ((await accounts.current()).crm !== pluginId) return { code: 'not_connected', message: 'This account is connected through another plugin.' };
    const probe = (await host.probes(accountId)).find((one) => one.effect === 'read' && one.input.safeParse(exampleInput(one.input)).success);
    if (!probe) return { code: 'ok', message: 'It has no call that could be tried without leaving something behind.' };
    const input = exampleInput(probe.input);
    const { status, request } = await host.probe(accountId, probe.id, input);
    const isFine = status !== null && status < 400;
    return { code: isFine ? 'ok' : 'refused', input, answer: { status, request: `${request.method} ${request.path}` } };
  }
}

function outcomeOf(error: unknown): Pick<PluginTrial, 'code' | 'message'> {
  if (error instanceof PluginUnavailable) return { code: 'unavailable', message: error.message };
  const fault = error instanceof PluginError ? error : error instanceof Error && error.cause instanceof PluginError ? error.cause : undefined;
  if (fault) return { code: 'failed', message: withoutSecrets(fault.message).slice(0, 1_000) };
  if (error instanceof Refuse) return { code: 'refused', message: error.message };
  if (error instanceof Retry) return { code: 'later', message: error.message };
  throw error;
}
