import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { type Page } from 'playwright';

interface Violation {
  id: string;
  impact: string | null;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

let source: Promise<string> | undefined;

/** Serious and critical findings of axe below `selector`, as `rule: where`; waits for what fades in. */
export const seriousFindings = async (page: Page, selector: string): Promise<string[]> => {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(await source);
  const violations = await page.evaluate(async (root) => {
    const { axe } = globalThis as unknown as { axe: { run(root: string, options: object): Promise<{ violations: Violation[] }> } };
    return (await axe.run(root, { resultTypes: ['violations'] })).violations;
  }, selector);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary = '' }) => `${id}: ${JSON.stringify(target)} ${failureSummary.replace(/\s+/g, ' ')}`));
};
