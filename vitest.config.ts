import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

import { kit } from './widget/bundle/kit.ts';

/** `walk` drives a real browser over the whole product: one at a time, with time for a cold start. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'server',
          environment: 'node',
          pool: 'forks',
          include: ['server/**/*.test.ts', 'plugins/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          globalSetup: ['server/db/testing-template.ts'],
          testTimeout: 15_000,
          hookTimeout: 30_000,
        },
      },
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
          include: ['widget/**/*.browser.test.tsx', 'server/sandbox/**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
