/** What another system answered, so that it can be stored and referred to: hostile until it was looked at. */
import { storable } from '../../http/json-body.ts';
import { cleanJson } from './clean.ts';
import { type EffectAnswer } from './entities.ts';

/** What is kept of an answer that is no JSON. */
const TEXT_MAX = 4_000;

/** Its body was bounded on the way in. One that cannot be read whole is none: the call itself has succeeded. */
export async function answerOf(response: Response): Promise<EffectAnswer> {
  const { status } = response;
  try {
    const text = new TextDecoder().decode(await response.arrayBuffer());
    return { status, body: text.trim() === '' ? null : bodyOf(text) };
  } catch {
    return { status, body: null };
  }
}

function bodyOf(text: string): unknown {
  try {
    return cleanJson(JSON.parse(text, asWritten as (key: string, value: unknown) => unknown) as unknown);
  } catch {
    return storable(text.slice(0, TEXT_MAX));
  }
}

/** An id with more digits than a number holds stays as it was written. */
function asWritten(_key: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d{1,40}$/.test(source) ? source : value;
}
