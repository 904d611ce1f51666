/**
 * The named checks that may stop a reply, in the order they are asked. The first that stops is stored
 * with its evidence: it is the answer to "why did it not reply?".
 */
import { type Mode } from '../accounts/schema.ts';
import { type AgentSettings } from '../agents/schema.ts';
import { cut } from './cut.ts';
import { isWithin } from './working-hours.ts';

export const GATES = [
  'account_off',
  'agent_off',
  'not_bound',
  'human_active',
  'paused',
  'outside_hours',
  'window_closed',
  'budget_spent',
  'newer_message',
  'closing_remark',
] as const;
export type Gate = (typeof GATES)[number];

export interface GateFacts {
  now: Date;
  timezone: string;
  accountMode: Mode;
  talkMode: Mode;
  agent: { settings: AgentSettings } | undefined;
  pausedUntil: Date | null;
  pauseReason: 'human_active' | 'paused' | null;
  /** The customer's newest message. */
  lastInAt: Date | null;
  lastInMessageId: string | null;
  lastInText: string | null;
  /** The message this reply answers; null when a member asked without one. */
  answering: string | null;
  /** Hours after the customer's message the channel takes a free reply; null = no limit. */
  windowHours: number | null;
  /** Micro-US-dollars spent today. */
  spentToday: number;
}

export interface Stop {
  /** `internal`: no gate, a failure of ours that was tried as often as it may be. */
  gate: Gate | 'internal';
  evidence: Record<string, unknown>;
}

type Check = (facts: GateFacts) => Record<string, unknown> | undefined;

const HOUR_MS = 3_600_000;

/** "ok", "thanks!", "спасибо 👍": nothing to answer. */
const CLOSING =
  /^(?:(?:ок|окей|ладно|хорошо|понятно|понял[аи]?|ясно|спасибо(?: большое| вам| огромное)?|благодарю|договорились|отлично|супер|пока|до свидания|ok|okay|okey|thanks?(?: you)?(?: very much| so much| a lot)?|thx|ty|great|perfect|got it|bye|cool|vale|gracias|muchas gracias|perfecto|entendido|adi[oó]s|listo|genial|obrigad[oa]|muito obrigad[oa]|valeu|perfeito|entendi|beleza|tchau|blz)[\s,.!)]*)+$/iu;
/** One class and no alternatives: those overlap, and a row of emoji before a letter would then take for ever. */
const ONLY_SYMBOLS = /^[\p{Extended_Pictographic}\p{P}\p{S}\p{M}\s\u200d]+$/u;

export const isClosingRemark = (text: string): boolean => {
  const plain = text.replace(/\p{Extended_Pictographic}|\p{M}|\u200d/gu, ' ').trim();
  if (text.includes('?')) return false;
  return CLOSING.test(plain) || (text.trim().length > 0 && ONLY_SYMBOLS.test(text));
};

const checks: Record<Gate, Check> = {
  account_off: ({ accountMode }) => (accountMode === 'off' ? { accountMode } : undefined),
  agent_off: ({ agent, talkMode }) => {
    if (talkMode === 'off') return { talkMode };
    return agent?.settings.mode === 'off' ? { agentMode: 'off', agent: agent.settings.name } : undefined;
  },
  not_bound: ({ agent }) => (agent ? undefined : { agents: 0 }),
  human_active: ({ pausedUntil, pauseReason, now }) =>
    pauseReason === 'human_active' && pausedUntil && pausedUntil > now ? { until: pausedUntil.toISOString() } : undefined,
  paused: ({ pausedUntil, pauseReason, now }) =>
    pauseReason !== 'human_active' && pausedUntil && pausedUntil > now ? { until: pausedUntil.toISOString() } : undefined,
  outside_hours: ({ agent, now, timezone }) => {
    const hours = agent?.settings.workingHours;
    return hours && !isWithin(hours, now, timezone) ? { hours, timezone, now: now.toISOString() } : undefined;
  },
  window_closed: ({ windowHours, lastInAt, now }) => {
    if (windowHours === null) return undefined;
    if (lastInAt && now.getTime() - lastInAt.getTime() <= windowHours * HOUR_MS) return undefined;
    return { windowHours, lastInAt: lastInAt?.toISOString() ?? null };
  },
  budget_spent: ({ agent, spentToday }) => {
    const limit = agent?.settings.dailyBudget ?? null;
    return limit !== null && spentToday >= limit ? { spentToday, dailyBudget: limit } : undefined;
  },
  newer_message: ({ answering, lastInMessageId }) =>
    answering && lastInMessageId && answering !== lastInMessageId ? { answering, newest: lastInMessageId } : undefined,
  closing_remark: ({ lastInText }) => (lastInText && isClosingRemark(lastInText) ? { text: cut(lastInText, 80) } : undefined),
};

/** A draft waits for a person: when it may leave is asked when it is sent. */
const DRAFT_SKIPS: ReadonlySet<Gate> = new Set(['outside_hours', 'window_closed']);
/** A member who asks for a draft has decided already; only what makes a draft impossible still counts. */
const ASKED: ReadonlySet<Gate> = new Set(['account_off', 'agent_off', 'not_bound', 'budget_spent']);
/** What still matters at the moment of sending. */
const SENDING: ReadonlySet<Gate> = new Set(['account_off', 'window_closed', 'newer_message']);

/** What an administrator wrote into a rule does not depend on an agent; only what protects the customer, and the switch of the account. */
const RULES_TEXT: ReadonlySet<Gate> = new Set(['account_off', 'human_active', 'paused', 'window_closed']);

/** A rule asks for a reply of its own accord: the customer's last word is not what is answered. */
const RULE_SKIPS: ReadonlySet<Gate> = new Set(['closing_remark']);

/** Asked and answered when it was written. */
const DELIVERY_SKIPS: ReadonlySet<Gate> = new Set(['budget_spent', 'closing_remark']);

/**
 * When the gates are asked: before the model is paid for a hook, a rule or a member, when a member sends, when what the
 * agent sends by itself is to leave, and when a rule's own text is to leave.
 */
export type GateMoment = { at: 'hook' | 'rule'; mode: Mode } | { at: 'member' } | { at: 'send' } | { at: 'delivery' } | { at: 'rules_text' };

export function firstStop(facts: GateFacts, moment: GateMoment): Stop | undefined {
  for (const gate of GATES) {
    if (moment.at === 'member' && !ASKED.has(gate)) continue;
    if (moment.at === 'send' && !SENDING.has(gate)) continue;
    if (moment.at === 'rules_text' && !RULES_TEXT.has(gate)) continue;
    if (moment.at === 'rule' && RULE_SKIPS.has(gate)) continue;
    if ((moment.at === 'hook' || moment.at === 'rule') && moment.mode !== 'auto' && DRAFT_SKIPS.has(gate)) continue;
    if (moment.at === 'delivery' && DELIVERY_SKIPS.has(gate)) continue;
    const evidence = checks[gate](facts);
    if (evidence) return { gate, evidence };
  }
  return undefined;
}
