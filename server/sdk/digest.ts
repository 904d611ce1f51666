import { createHash } from 'node:crypto';

/** A short, stable fingerprint of some texts, for keys that must tell occurrences apart. Not a secret, not a signature. */
export const digest = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
