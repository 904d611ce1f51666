import { type ScopedCradle } from '../../container.ts';
import { type Check } from './schema.ts';

/** What is known of our access to the CRM: asked now, or from the last sign-in. */
export class CrmChecks {
  readonly #deps: Pick<ScopedCradle, 'accounts' | 'crmChecking'>;

  constructor({ accounts, crmChecking }: Pick<ScopedCradle, 'accounts' | 'crmChecking'>) {
    this.#deps = { accounts, crmChecking };
  }

  /** Without asking. */
  async known(): Promise<Check[]> {
    const { state } = await this.#deps.accounts.connection();
    if (state === 'connected') return [{ check: 'connected', state: 'ok', code: 'works' }];
    return [{ check: 'connected', state: 'problem', code: state }];
  }

  /** A few requests; never fails for what the CRM answers. */
  async ask(): Promise<Check[]> {
    return (await this.#deps.crmChecking.run()).checks;
  }
}
