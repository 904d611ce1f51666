/** AES-256-GCM with the key's id written beside the text, so that a key can be changed (security I1). Pure. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + ID_BYTES;
const TAG_AT = NONCE_AT + NONCE_BYTES;
const TEXT_AT = TAG_AT + TAG_BYTES;

/** Says which key it was without saying anything about it. */
export const keyId = (key: Buffer): Buffer => createHash('sha256').update('souffleur key id').update(key).digest().subarray(0, ID_BYTES);

export const sealedWith = (sealed: Buffer, key: Buffer): boolean => sealed.subarray(1, NONCE_AT).equals(keyId(key));

/** version 1 | key id 8 | nonce 12 | tag 16 | ciphertext */
export function encrypt(key: Buffer, plain: Buffer, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), keyId(key), nonce, cipher.getAuthTag(), text]);
}

/** Throws when the key is another, a bit was changed, or the value was moved from its place. */
export function decrypt(keys: readonly Buffer[], sealed: Buffer, place: string): Buffer {
  const key = keys.find((candidate) => sealedWith(sealed, candidate));
  if (sealed[0] !== VERSION || sealed.length < TEXT_AT || !key) throw new Error(`The sealed value of ${place} cannot be opened: its key is not here`);
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(NONCE_AT, TAG_AT), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(TAG_AT, TEXT_AT));
  return Buffer.concat([decipher.update(sealed.subarray(TEXT_AT)), decipher.final()]);
}
