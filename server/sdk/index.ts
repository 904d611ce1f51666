/** All that a plugin may import: `import { definePlugin, Retry } from 'souffleur/sdk'`. */
export * from './changes.ts';
export * from './crm-data.ts';
export * from './define.ts';
export * from './digest.ts';
export * from './effects.ts';
export * from './errors.ts';
export * from './event-names.ts';
export * from './events.ts';
export * from './facts.ts';
export * from './forms.ts';
export * from './subjects.ts';
export * from './types.ts';
