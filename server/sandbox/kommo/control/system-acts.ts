/** What happens to the platform itself, or to the integration's place in it. */
import { asInt, asList, asText } from '../api/body.ts';
import { type RateLimit } from '../api/rate-limit.ts';
import { type Away, type Fault, FAULT_TARGETS, type Faults } from '../faults.ts';
import { type HookSender } from '../hooks/sender.ts';
import { type Marketplace } from '../install/marketplace.ts';
import { type Sessions } from '../install/sessions.ts';
import { SCOPES } from '../oauth/tokens.ts';
import { type SandboxState } from '../state.ts';
import { BadAct, type Body } from './asking.ts';
import { bulk } from './bulk.ts';
import { digitalPipeline } from './digital-pipeline.ts';
import { grow } from './grow.ts';

export interface SystemDeps {
  state: SandboxState;
  faults: Faults;
  limit: RateLimit;
  sessions: Sessions;
  marketplace: Marketplace;
  sender: HookSender;
}

const number = (body: Body, name: string, from: number, to: number): number | undefined => {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= from && value <= to) return value;
  throw new BadAct(`${name} must be a number between ${from} and ${to}`);
};

const readFault = (body: Body): Fault => {
  const on = FAULT_TARGETS.find((target) => target === body['on']);
  if (!on) throw new BadAct(`on must be one of ${FAULT_TARGETS.join(', ')}`);
  return {
    on,
    count: asInt(body['count']) ?? 1,
    status: asInt(body['status']),
    delayMs: asInt(body['delayMs']),
    drop: body['drop'] === true,
    share: number(body, 'share', 0, 1),
    seed: asInt(body['seed']),
    duplicate: body['duplicate'] === true,
    shuffle: body['shuffle'] === true,
    path: asText(body['path']),
  };
};

const oneOf = <T extends string>(body: Body, name: string, among: readonly T[], fallback: T): T => {
  const value = body[name] ?? fallback;
  const found = among.find((candidate) => candidate === value);
  if (found === undefined) throw new BadAct(`${name} must be one of ${among.join(', ')}`);
  return found;
};

const readAway = (body: Body): Away => ({
  api: oneOf(body, 'api', ['503', 'cut'], '503'),
  hooks: oneOf(body, 'hooks', ['missed', 'lost', 'sent'], 'missed'),
});

/** All subscriptions, or the one of `destination`. */
const switchWebhooks = (state: SandboxState, body: Body, disabled: boolean): Body => {
  const destination = asText(body['destination']);
  const webhooks = [...state.data.webhooks.values()].filter((webhook) => destination === undefined || webhook.destination === destination);
  if (webhooks.length === 0) throw new BadAct('there is no such subscription');
  for (const webhook of webhooks) Object.assign(webhook, { disabled, failures: [], updated_at: state.now() });
  state.announce({ kind: 'webhook', action: disabled ? 'disabled' : 'enabled' });
  state.touch();
  return { webhookIds: webhooks.map(({ id }) => id) };
};

const OK: Body = { ok: true };

export const createSystemActs = ({ state, faults, limit, sessions, marketplace, sender }: SystemDeps) =>
  ({
    /** With `lost: true` the platform's only notice never arrives. */
    install: (body) => marketplace.install(sessions.named(asText(body['user']) ?? 'admin')?.id ?? sessions.admin().id, { lost: body['lost'] === true }),
    /** With `forged: true` somebody else sends the notice, with a signature that is wrong; nothing is uninstalled. */
    uninstall: (body) => (body['forged'] === true ? marketplace.forgeNotice() : marketplace.uninstall()),
    /** What the integration may ask for from now on; tokens given before keep theirs. */
    scopes: (body) => {
      const asked = body['scopes'] === undefined ? undefined : asList(body['scopes']).map(String);
      const unknown = asked?.find((name) => !SCOPES.includes(name));
      if (unknown !== undefined) throw new BadAct(`scopes must be of ${SCOPES.join(', ')}`);
      state.data.widget.scopes = asked;
      state.touch();
      return OK;
    },
    fault: (body) => {
      faults.add(readFault(body));
      return OK;
    },
    /** `{api: '503'|'cut', hooks: 'missed'|'lost'|'sent'}`: the platform is away until `back`. */
    away: (body) => {
      faults.away = readAway(body);
      return OK;
    },
    back: () => {
      faults.away = undefined;
      return OK;
    },
    disable_webhook: (body) => switchWebhooks(state, body, true),
    /** As an administrator does by hand, with Save. */
    enable_webhook: (body) => switchWebhooks(state, body, false),
    /** Retries come `scale` times faster, those that wait too. */
    time_scale: (body) => {
      sender.timeScale = number(body, 'scale', 1, 1_000_000) ?? 1;
      return OK;
    },
    digital_pipeline: (body) => digitalPipeline(state, sender, body),
    bulk: (body) => bulk(state, body),
    grow: (body) => grow(state, body),
    reset: () => {
      faults.clear();
      limit.reset();
      state.reset();
      return OK;
    },
  }) as const satisfies Record<string, (body: Body) => Body | Promise<Body | { status: number }>>;
