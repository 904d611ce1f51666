import { shapeProblems } from '../sdk/check.ts';
import { type Plugin, type PluginKind } from '../sdk/types.ts';
import { type Found } from './find.ts';
import { wordsOf } from './guard.ts';

export type Loaded = { kind: PluginKind; id: string } & ({ state: 'loaded'; plugin: Plugin } | { state: 'failed'; reason: string });

/**
 * Sorts what was found into plugins and failures with their reason. Ids are unique over all kinds,
 * since a hook's address names only the id; of two, the one found first stays.
 */
export function checkPlugins(found: readonly Found[]): Loaded[] {
  const taken = new Map<string, PluginKind>();
  return found.map(({ kind, id, value, reason }) => {
    const failed = (why: string): Loaded => ({ kind, id, state: 'failed', reason: why });
    if (reason !== undefined) return failed(`It could not be loaded: ${reason}`);
    const problems = problemsOf(value, kind, id);
    if (problems.length > 0) return failed(`It is no ${kind} plugin "${id}": ${problems.join('; ')}.`);
    const other = taken.get(id);
    if (other) return failed(`There is already a ${other} plugin "${id}": rename one of the two.`);
    taken.set(id, kind);
    return { kind, id, state: 'loaded', plugin: value as Plugin };
  });
}

/** Looking at a hostile object may throw too (a getter, a proxy). */
function problemsOf(value: unknown, kind: PluginKind, id: string): string[] {
  try {
    return shapeProblems(value, { kind, id });
  } catch (error) {
    return [`looking at it failed (${wordsOf(error)})`];
  }
}
