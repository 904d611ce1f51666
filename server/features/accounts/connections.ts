/** How the rest of the product reaches the account's own CRM host. Bound to one account. */
import { type CrmDoor } from '../../egress/crm-door.ts';
import { type CrmUse, type OnWait } from '../../egress/use.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type Access, type ConnectionTokens } from './connection-tokens.ts';

const MAX_BYTES = 8 * 1024 * 1024;
const DEADLINE_MS = 10_000;
const PROBE = '/api/v4/account';

type Fetch = typeof fetch;

export class Connections {
  readonly #accountId: string;
  readonly #tokens: ConnectionTokens;
  readonly #door: CrmDoor;

  constructor({ accountId, connectionTokens, crmDoor }: { accountId: string; connectionTokens: ConnectionTokens; crmDoor: CrmDoor }) {
    this.#accountId = accountId;
    this.#tokens = connectionTokens;
    this.#door = crmDoor;
  }

  /**
   * A `fetch` for paths of the account's host (`/api/v4/leads`), with its bearer token. A 401 renews the token
   * and tries once more; if that is refused too the connection is marked and `Refuse('unauthorized')` thrown.
   * The body must be text or bytes, because it may be sent twice. Throws as `CrmDoor.fetch`; each request takes its turn.
   */
  crmFetch(use: CrmUse, onWait?: OnWait): Fetch {
    const send = (access: Access, input: Parameters<Fetch>[0], init: RequestInit): Promise<Response> => this.#send(access, input, init, use, onWait);
    return async (input, init = {}) => {
      if (init.body instanceof ReadableStream) throw new Refuse('invalid', 'A request to the CRM cannot carry a stream: it may have to be repeated.');
      const access = await this.#tokens.access(this.#accountId);
      const first = await send(access, input, init);
      if (first.status !== 401) return first;
      await first.body?.cancel();
      const renewed = await this.#tokens.renew(this.#accountId, access.generation);
      const second = await send(renewed, input, init);
      if (second.status !== 401) return second;
      // Some methods answer 401 to a good token of a person without the right: only a refused probe means the end.
      const probe = await send(renewed, PROBE, {});
      await probe.body?.cancel();
      if (probe.status !== 401) return second;
      await this.#tokens.giveUp(
        this.#accountId,
        renewed.generation,
        'The CRM answered 401 to a fresh token: the integration was switched off or access was revoked.',
      );
      throw new Refuse('unauthorized', 'The CRM no longer accepts our access. An administrator must connect it again.');
    };
  }

  async #send({ host, token }: Access, input: Parameters<Fetch>[0], init: RequestInit, use: CrmUse, onWait: OnWait | undefined): Promise<Response> {
    const url = input instanceof Request ? null : URL.parse(String(input), `https://${host}`);
    if (url?.origin !== `https://${host}` || url.username || url.password) throw new Refuse('invalid', 'Only paths of the connected account can be called.');
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token.reveal()}`);
    const request = { ...init, headers, allowHosts: [host], maxBytes: MAX_BYTES, deadlineMs: DEADLINE_MS };
    return this.#door.fetch({ accountId: this.#accountId, use, url, init: request, onWait });
  }
}
