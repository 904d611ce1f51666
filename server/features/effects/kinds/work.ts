import { type ScopedCradle } from '../../../container.ts';
import { type Effect as EffectBody, type EffectKind } from '../../../sdk/effects.ts';
import { type RuleRun } from '../../rules/entities.ts';
import { type Effect } from '../entities.ts';
import { type Done } from '../outcome.ts';

export type PerformDeps = Pick<
  ScopedCradle,
  'em' | 'accountId' | 'clock' | 'host' | 'egress' | 'deliveries' | 'talks' | 'crm' | 'notify' | 'replyRunner' | 'signingKeys' | 'effectEnds' | 'log'
>;

export interface Work<K extends EffectKind> {
  effect: Effect;
  body: Extract<EffectBody, { kind: K }>;
  run: RuleRun;
  /** An earlier attempt may have got through. */
  began: boolean;
  signal: AbortSignal;
}

/** Undefined: it is under way and ends with something else. @throws Refuse, Retry, Stopped and others */
export type Perform<K extends EffectKind> = (work: Work<K>, deps: PerformDeps) => Promise<Done | undefined>;
