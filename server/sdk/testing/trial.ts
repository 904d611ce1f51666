/** Asks a plugin once, as the product would, on an example. */
import { type Action, type Condition, type Plugin } from '../types.ts';
import { fakeContext } from './context.ts';
import { exampleEvent, exampleFacts, exampleInput } from './example.ts';

const MS = 2_000;
const LANGUAGES = ['en', 'ru', 'es', 'pt'] as const;

/** What went wrong, in sentences. A `Refuse` is an answer like any other. */
export async function trialProblems(plugin: Plugin): Promise<string[]> {
  if (plugin.kind === 'condition') return [...(await tried('test', () => asked(plugin))), ...(await tried('constants', () => constants(plugin)))];
  if (plugin.kind !== 'action') return [];
  const previews = await Promise.all(LANGUAGES.map((language) => tried(`preview in "${language}"`, () => previewed(plugin, language))));
  return previews.flat();
}

async function asked(plugin: Condition): Promise<string | undefined> {
  const ctx = { ...fakeContext(plugin.settings, { settings: exampleInput(plugin.settings) }), facts: exampleFacts() };
  const answer: unknown = await plugin.test(plugin.input.parse(exampleInput(plugin.input)), exampleEvent, ctx);
  const isAnswer = typeof answer === 'boolean' || (typeof answer === 'object' && answer !== null && typeof (answer as { holds?: unknown }).holds === 'boolean');
  return isAnswer ? undefined : 'must answer true, false or { holds, found }';
}

async function constants(plugin: Condition): Promise<string | undefined> {
  const list: unknown = plugin.constants?.(plugin.input.parse(exampleInput(plugin.input))) ?? [];
  return Array.isArray(list) ? undefined : 'must answer a list, at once';
}

async function previewed(plugin: Action, language: (typeof LANGUAGES)[number]): Promise<string | undefined> {
  const text: unknown = await plugin.preview(plugin.input.parse(exampleInput(plugin.input)), { event: exampleEvent, facts: exampleFacts(), language });
  return typeof text === 'string' && text.trim() !== '' ? undefined : 'must answer with words';
}

async function tried(call: string, run: () => Promise<string | undefined>): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`did not answer within ${MS} ms`), MS);
  });
  try {
    const problem = await Promise.race([run(), late]);
    return problem === undefined ? [] : [`${call}, tried on the example, ${problem}`];
  } catch (error) {
    if (error instanceof Error && error.name === 'Refuse') return [];
    return [`${call}, tried on the example, threw: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    clearTimeout(timer);
  }
}
