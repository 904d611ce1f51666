/**
 * Random tokens of ours: 256 bits, kept only as a hash. In front stands the account they belong to, so that
 * looking one up needs no view across accounts; it says nothing without the rest.
 */
import { createHash, randomBytes } from 'node:crypto';

import { parse, stringify } from 'uuid';

export interface OpaqueToken {
  accountId: string;
  /** SHA-256, hex. */
  hash: string;
}

const SHAPE = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/;

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export function newToken(accountId: string): OpaqueToken & { token: string } {
  const token = `${Buffer.from(parse(accountId)).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
  return { token, accountId, hash: hashToken(token) };
}

/** Only the shape is checked here; whether it exists is for the table to say. */
export function readToken(token: string | undefined): OpaqueToken | undefined {
  const account = token === undefined ? undefined : SHAPE.exec(token)?.[1];
  if (token === undefined || account === undefined) return undefined;
  try {
    return { accountId: stringify(Buffer.from(account, 'base64url')), hash: hashToken(token) };
  } catch {
    return undefined;
  }
}
