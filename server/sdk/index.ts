/** All that a plugin may import: `import { definePlugin, Retry } from 'souffleur/sdk'`. */
export * from './crm-data.ts';
export * from './define.ts';
export * from './digest.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './subjects.ts';
export * from './types.ts';
