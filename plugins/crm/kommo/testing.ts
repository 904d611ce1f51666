/** For this plugin's tests: hook bodies through the plugin's own door. */
import { readFileSync } from 'node:fs';

import { type DomainEvent, type ParsedHook } from 'souffleur/sdk';
import { fakeContext } from 'souffleur/sdk/testing';

import kommo from './index.ts';

export const receivedAt = new Date('2026-01-15T10:30:00Z');

export const fixture = (name: string): Uint8Array => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));

export async function parse(body: Uint8Array | string): Promise<ParsedHook> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return kommo.parse({ headers: {}, body: bytes, receivedAt }, fakeContext(kommo.settings));
}

/** The event of a fixture that holds one. */
export async function only(name: string): Promise<DomainEvent> {
  const { events } = await parse(fixture(name));
  const [event, ...others] = events;
  if (!event || others.length > 0) throw new Error(`${name} holds ${events.length} events`);
  return event;
}
