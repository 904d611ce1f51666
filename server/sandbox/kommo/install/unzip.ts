import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 2000;

/**
 * Files of a zip by path, directories left out. Reads the central directory; takes stored and deflated
 * entries. Throws on anything else, and on archives that would inflate beyond 64 MiB.
 */
export const unzip = (zip: Buffer): Map<string, Buffer> => {
  const tail = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (tail < 0 || tail + 22 > zip.length || zip.readUInt32LE(tail) !== END) throw new Error('not a zip archive');
  const count = zip.readUInt16LE(tail + 10);
  if (count > MAX_ENTRIES) throw new Error('the archive has too many entries');
  let at = zip.readUInt32LE(tail + 16);
  let total = 0;
  const files = new Map<string, Buffer>();
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw new Error('the archive is damaged');
    const method = zip.readUInt16LE(at + 10);
    const compressed = zip.readUInt32LE(at + 20);
    const size = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (name.endsWith('/')) continue;
    total += size;
    if (total > MAX_TOTAL_BYTES) throw new Error('the archive is too large');
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + compressed);
    if (method !== 0 && method !== 8) throw new Error(`${name}: unknown compression`);
    files.set(name, method === 0 ? Buffer.from(data) : inflateRawSync(data, { maxOutputLength: Math.max(1, size) }));
  }
  return files;
};
