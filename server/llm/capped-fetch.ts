/** The fetch that the SDK is given: egress with a deadline, and our own count of the bytes that come back. */
import { type Egress } from '../egress/egress.ts';
import { LlmError } from './errors.ts';

export interface FetchLimits {
  deadlineMs: number;
  /** Of the answer, after inflating. */
  maxBytes: number;
}

export function cappedFetch(egress: Pick<Egress, 'fetch'>, { deadlineMs, maxBytes }: FetchLimits): typeof fetch {
  return async (input, init) => {
    const address = input instanceof Request ? input.url : input;
    // Egress gets some room more, so that our own error, which says what was too large, comes first.
    const answer = await egress.fetch(address, { ...init, deadlineMs, maxBytes: maxBytes * 2 });
    if (!answer.body) return answer;
    let seen = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        seen += part.byteLength;
        if (seen > maxBytes) controller.error(new LlmError('too_large'));
        else controller.enqueue(part);
      },
    });
    return new Response(answer.body.pipeThrough(counter), { status: answer.status, statusText: answer.statusText, headers: answer.headers });
  };
}
