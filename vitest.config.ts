import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

import { kit } from './widget/bundle/kit.ts';

/** What one process for many files cannot have among them: it changes what all of them share, globals or loaded modules. */
const ALONE = ['server/host/hostile.test.ts', 'server/db/new-id.test.ts'];

const server = {
  environment: 'node',
  pool: 'forks',
  globalSetup: 'server/db/testing-template.ts',
  testTimeout: 15_000,
  hookTimeout: 30_000,
} as const;

/** `walk` drives a real browser over the whole product: one at a time, with time for a cold start. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...server,
          name: 'server',
          // Two processes for all files: each loads the product and opens a database once.
          isolate: false,
          include: ['server/**/*.test.ts', 'plugins/**/*.test.ts'],
          exclude: [...ALONE, '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      { test: { ...server, name: 'server-alone', include: ALONE } },
      {
        plugins: [preact(), kit()],
        test: {
          name: 'widget',
          environment: 'happy-dom',
          include: ['widget/**/*.test.{ts,tsx}'],
          exclude: ['**/*.browser.test.tsx', '**/node_modules/**'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'walk',
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          globalSetup: 'server/db/testing-template.ts',
          include: ['widget/**/*.browser.test.tsx', 'server/sandbox/**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
