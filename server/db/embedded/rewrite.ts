/**
 * One backend serves every client, so what PostgreSQL keeps per connection is kept apart here: names of
 * prepared statements and portals get the client's prefix, and LISTEN is remembered per client.
 */
import { cstring, message, query, textAt } from './protocol.ts';

export interface Names {
  readonly id: number;
  readonly statements: Set<string>;
  readonly channels: Set<string>;
}

/** Space and remarks before the first word. */
const LEAD = String.raw`^(?:\s|--[^\n]*\n|/\*[\s\S]*?\*/)*`;
const LISTEN = new RegExp(`${LEAD}(un)?listen\\s+(?:"((?:[^"]|"")+)"|(\\w+|\\*))`, 'i');
const COPY_IN = new RegExp(`${LEAD}copy\\b[\\s\\S]*\\bfrom\\s+stdin\\b`, 'i');
/** The backend would wait for data inside one call and never come back. */
const REFUSE_COPY = `do $$ begin raise exception using errcode = '0A000', message = 'COPY FROM STDIN is not supported by the embedded database'; end $$`;
/** The backend stays subscribed for the other clients; only our own list forgets the channel. */
const UNLISTEN_NOTHING = 'unlisten souffleur_nothing';

export const privateName = (client: Names, name: string): string => `c${client.id}_${name}`;

/** The message as the shared backend should get it. */
export function rewrite(client: Names, type: string, bytes: Buffer): Buffer {
  if (type === 'Q') {
    const sql = textAt(bytes, 5);
    const instead = inspect(client, sql);
    return instead === sql ? bytes : query(instead);
  }
  if (type === 'P') return rewriteParse(client, bytes);
  if (type === 'B') return rewriteBind(client, bytes);
  if (type === 'D' || type === 'C') return rewriteNamed(client, bytes, 6);
  if (type === 'E') return rewriteNamed(client, bytes, 5);
  return bytes;
}

function inspect(client: Names, sql: string): string {
  if (COPY_IN.test(sql)) return REFUSE_COPY;
  const found = LISTEN.exec(sql);
  if (!found) return sql;
  const channel = found[2]?.replaceAll('""', '"') ?? found[3]?.toLowerCase() ?? '';
  if (!found[1]) {
    client.channels.add(channel);
    return sql;
  }
  if (channel === '*') client.channels.clear();
  else client.channels.delete(channel);
  return UNLISTEN_NOTHING;
}

function rewriteParse(client: Names, bytes: Buffer): Buffer {
  const name = textAt(bytes, 5);
  if (name) client.statements.add(name);
  const from = bytes.indexOf(0, 5) + 1;
  const sql = textAt(bytes, from);
  const instead = inspect(client, sql);
  if (!name && instead === sql) return bytes;
  const types = instead === REFUSE_COPY ? Buffer.alloc(2) : bytes.subarray(bytes.indexOf(0, from) + 1);
  return message('P', cstring(name && privateName(client, name)), cstring(instead), types);
}

function rewriteBind(client: Names, bytes: Buffer): Buffer {
  const portal = textAt(bytes, 5);
  const from = bytes.indexOf(0, 5) + 1;
  const statement = textAt(bytes, from);
  if (!portal && !statement) return bytes;
  return message(
    'B',
    cstring(portal && privateName(client, portal)),
    cstring(statement && privateName(client, statement)),
    bytes.subarray(bytes.indexOf(0, from) + 1),
  );
}

function rewriteNamed(client: Names, bytes: Buffer, at: number): Buffer {
  const name = textAt(bytes, at);
  if (!name) return bytes;
  const type = String.fromCharCode(bytes[0] ?? 0);
  return message(type, bytes.subarray(5, at), cstring(privateName(client, name)), bytes.subarray(bytes.indexOf(0, at) + 1));
}
