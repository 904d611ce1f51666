/** The one way to the host of a connected account: each request takes its turn, and the CRM's "stop" is heard by all. */
import { type Egress, type EgressInit } from './egress.ts';
import { type Governor } from './governor.ts';
import { type Pause } from './slots.ts';
import { type CrmUse, type OnWait } from './use.ts';

/** Where the CRM says "too many" without saying for how long. */
const DEFAULT_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 5 * 60_000;
/** A blocked address is told by an HTML page; asking again soon only prolongs the block. */
const BLOCKED_MS = 30 * 60_000;

export interface CrmRequest {
  accountId: string;
  use: CrmUse;
  url: URL | string;
  init: Omit<EgressInit, 'governed'>;
  onWait?: OnWait | undefined;
}

export class CrmDoor {
  readonly #egress: Pick<Egress, 'fetch'>;
  readonly #governor: Pick<Governor, 'take'>;

  constructor({ egress, governor }: { egress: Pick<Egress, 'fetch'>; governor: Pick<Governor, 'take'> }) {
    this.#egress = egress;
    this.#governor = governor;
  }

  /** As `Egress.fetch`. @throws EgressError; Retry and Refuse as `Governor.take`: then nothing has left */
  async fetch({ accountId, use, url, init, onWait }: CrmRequest): Promise<Response> {
    const turn = await this.#governor.take(accountId, use, { signal: init.signal ?? undefined, onWait });
    try {
      const answer = await this.#egress.fetch(url, { ...init, governed: true });
      if (answer.status === 429 || answer.status === 403) {
        const text = await answer.text().catch(() => '');
        const pause = pauseOf(answer, text);
        turn.end({ answered: true, failed: true, ...(pause ? { pause } : {}) });
        return new Response(text, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
      }
      turn.end({ answered: true, failed: !answer.ok });
      return answer;
    } catch (error) {
      turn.end({ answered: false, failed: true });
      throw error;
    }
  }
}

function pauseOf({ status, headers }: Response, text: string): Pause | undefined {
  if (status === 403) return text.trimStart().startsWith('<') ? { reason: 'blocked', ms: BLOCKED_MS } : undefined;
  const seconds = toldSeconds(text) ?? Number(headers.get('retry-after'));
  return { reason: 'limited', ms: seconds > 0 ? Math.min(seconds * 1000, MAX_PAUSE_MS) : DEFAULT_PAUSE_MS };
}

function toldSeconds(text: string): number | undefined {
  try {
    const seconds = Number((JSON.parse(text) as { retry_after?: unknown } | null)?.retry_after);
    return seconds > 0 ? seconds : undefined;
  } catch {
    return undefined;
  }
}
