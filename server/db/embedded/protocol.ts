/**
 * The parts of PostgreSQL's wire protocol 3.0 that the embedded server needs.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export const SSL_REQUEST = 80877103;
export const GSS_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;

/** What a client may send before it has signed in; PostgreSQL's own limit. */
const MAX_STARTUP_BYTES = 10_000;
const MAX_MESSAGE_BYTES = 0x3fff_ffff;

const PARAMETERS = {
  server_version: '18.3',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'GMT',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
  IntervalStyle: 'postgres',
};

export const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);

export function message(type: string, ...body: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(
    body.reduce((sum, part) => sum + part.length, 4),
    1,
  );
  return Buffer.concat([head, ...body]);
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

export const query = (sql: string): Buffer => message('Q', cstring(sql));
export const sync = message('S');
export const askPassword = message('R', int32(3));

export const fatal = (code: string, text: string): Buffer =>
  message('E', cstring('SFATAL'), cstring('VFATAL'), cstring(`C${code}`), cstring(`M${text}`), Buffer.from([0]));

/** Signed in, the server's settings, a key for cancelling (never honoured), ready. */
export const welcome = (id: number): Buffer =>
  Buffer.concat([
    message('R', int32(0)),
    ...Object.entries(PARAMETERS).map(([key, value]) => message('S', cstring(key), cstring(value))),
    message('K', int32(id), int32(0)),
    message('Z', Buffer.from('I')),
  ]);

/** The zero-ended text that starts at `from`. */
export const textAt = (bytes: Buffer, from: number): string => bytes.toString('utf8', from, bytes.indexOf(0, from));

/** Whole messages inside an answer of the backend. */
export function* messagesOf(bytes: Buffer): Generator<{ type: string; bytes: Buffer; start: number; end: number }> {
  for (let start = 0; start + 5 <= bytes.length;) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    yield { type: String.fromCharCode(bytes[start] ?? 0), bytes: bytes.subarray(start, end), start, end };
    start = end;
  }
}

/** Cuts a stream of chunks into messages; copies a large message once, however many chunks it came in. */
export class Framer {
  #chunks: Buffer[] = [];
  #size = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** The next whole message; before sign-in a message has no type byte. @throws RangeError on an impossible length. */
  next(startup: boolean): Buffer | undefined {
    const header = startup ? 4 : 5;
    if (this.#size < header) return undefined;
    const length = this.#head(header).readInt32BE(header - 4);
    if (length < 4 || length > (startup ? MAX_STARTUP_BYTES : MAX_MESSAGE_BYTES)) throw new RangeError('bad message length');
    const total = length + header - 4;
    if (this.#size < total) return undefined;
    const all = this.#head(total);
    this.#chunks[0] = all.subarray(total);
    if (this.#chunks[0].length === 0) this.#chunks.shift();
    this.#size -= total;
    return all.subarray(0, total);
  }

  /** The first chunk, made at least `bytes` long. */
  #head(bytes: number): Buffer {
    const first = this.#chunks[0];
    if (first && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
