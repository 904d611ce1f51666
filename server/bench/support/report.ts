/** The one line a benchmark prints, and the statistics in it. */

/** Prints ONE JSON line on standard output; everything else goes to standard error. */
export function report(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** For whoever waits; not part of the result. */
export function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** The value below which `share` (0-1) of the samples lie, by nearest rank. NaN for none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
