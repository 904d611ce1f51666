/** What must be done from time to time although nobody asks. */
import { type Logger } from 'pino';

import { type ConnectionTokens } from './connection-tokens.ts';
import { type Directory } from './directory.ts';
import { type Vault } from './vault.ts';

/** Days. A refresh token dies after three months without use. */
const REFRESH_AFTER = 60;

interface Deps {
  directory: Directory;
  connectionTokens: ConnectionTokens;
  vault: Vault;
  log: Pick<Logger, 'info' | 'warn'>;
}

export class AccountUpkeep {
  readonly #deps: Deps;

  constructor({ directory, connectionTokens, vault, log }: Deps) {
    this.#deps = { directory, connectionTokens, vault, log };
  }

  /** One account that fails does not keep the others from their turn. */
  async refreshConnections(signal: AbortSignal): Promise<void> {
    const { directory, connectionTokens, log } = this.#deps;
    for (const accountId of await directory.accountsNotRefreshedFor(REFRESH_AFTER)) {
      if (signal.aborted) return;
      await connectionTokens
        .renewCurrent(accountId)
        .catch((error: unknown) => log.warn({ accountId, error: String(error) }, 'a connection could not be renewed'));
    }
  }

  /** Expired sessions, tokens, states and idempotency keys go; data keys follow the master key. */
  async cleanUp(): Promise<void> {
    const removed = await this.#deps.directory.removeExpired();
    const rewrapped = await this.#deps.vault.rewrap();
    if (removed + rewrapped > 0) this.#deps.log.info({ removed, rewrapped }, 'accounts cleaned up');
  }
}
