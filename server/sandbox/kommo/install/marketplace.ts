import { createHmac } from 'node:crypto';

import { type Integration } from '../oauth/one-time-token.ts';
import { issueCode, revokeAll } from '../oauth/tokens.ts';
import { type SandboxState } from '../state.ts';

interface MarketplaceDeps {
  state: SandboxState;
  integration: Integration;
  disconnectUrl: string;
  log?: (line: string) => void;
}

const ANSWER_WINDOW_MS = 3000;
const USER_AGENT = 'amoService-oAuth-Code-Sender/1.0';

export interface Marketplace {
  /** Turns the widget on and tells the integration once, whatever it answers. Resolves when it answered or 3 s passed. */
  install(userId: number, options?: { /** The notice does not arrive. */ lost?: boolean }): Promise<{ status: number }>;
  /** Turns it off: tokens die, its subscriptions go, the signed notice is sent. */
  uninstall(): Promise<{ status: number }>;
  /** The notice of an uninstallation that did not happen, with a signature that is wrong. */
  forgeNotice(): Promise<{ status: number }>;
}

export const createMarketplace = ({ state, integration, disconnectUrl, log }: MarketplaceDeps): Marketplace => {
  /** The one notice the platform sends; never repeated. */
  const notify = async (url: URL): Promise<{ status: number }> => {
    try {
      const response = await fetch(url, { redirect: 'manual', headers: { 'user-agent': USER_AGENT }, signal: AbortSignal.timeout(ANSWER_WINDOW_MS) });
      await response.body?.cancel();
      return { status: response.status };
    } catch (error) {
      log?.(`the integration did not answer at ${url.origin}${url.pathname}: ${error instanceof Error ? error.message : 'unknown'}`);
      return { status: 0 };
    }
  };

  const notice = (secret: string): URL => {
    const url = new URL(disconnectUrl);
    const accountId = String(state.data.account.id);
    const signature = createHmac('sha256', secret).update(`${integration.clientId}|${accountId}`).digest('hex');
    url.search = new URLSearchParams({ client_uuid: integration.clientId, account_id: accountId, signature }).toString();
    return url;
  };

  return {
    install(userId, { lost = false } = {}) {
      state.data.widget.status = 'installed';
      state.announce({ kind: 'widget', action: 'installed' });
      if (lost) return Promise.resolve({ status: 0 });
      const url = new URL(integration.redirectUri);
      url.search = new URLSearchParams({
        code: issueCode(state, userId),
        referer: state.host,
        platform: '2',
        client_id: integration.clientId,
        from_widget: '1',
      }).toString();
      return notify(url);
    },
    uninstall() {
      Object.assign(state.data.widget, { status: 'install', settings: {} });
      revokeAll(state);
      state.data.webhooks.clear();
      state.data.deliveries.clear();
      state.announce({ kind: 'widget', action: 'removed' });
      return notify(notice(integration.clientSecret));
    },
    forgeNotice: () => notify(notice('not the secret of this integration')),
  };
};
