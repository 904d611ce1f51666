import { LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Effect as EffectBody } from '../../sdk/effects.ts';
import { type Language } from '../../sdk/types.ts';
import { Account } from '../accounts/entities.ts';
import { RuleRun } from '../rules/entities.ts';
import { cleanJson } from './clean.ts';
import { targetOf } from './echoes.ts';
import { ActionRun, Effect } from './entities.ts';
import { stepsOf } from './filling.ts';
import { failureOf, isFinal } from './outcome.ts';
import { type Step } from './variables.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'subjects' | 'effects' | 'effectEnds' | 'log'>;

interface Claimed {
  run: RuleRun;
  action: ActionRun;
  steps: ReadonlyMap<number, Step>;
  language: Language;
}

const LANGUAGES: readonly Language[] = ['en', 'ru', 'es', 'pt'];
const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'skipped']);

/** Runs the actions of a rule's run, one after another: each is asked what it wants done, and that is stored. */
export class ActionRunner {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, effects, effectEnds, log, host, subjects }: Deps) {
    this.#deps = { em, accountId, clock, effects, effectEnds, log, host, subjects };
  }

  /** The next action of the run, if none is under way. @throws Retry and others, to be called again later */
  async run(ruleRunId: string, lastAttempt: boolean): Promise<void> {
    const { host } = this.#deps;
    await host.load();
    const claimed = await this.#claim(ruleRunId);
    if (!claimed) return;
    try {
      await this.#store(claimed, await this.#ask(claimed));
    } catch (error) {
      await this.#failed(claimed.action.id, error, lastAttempt);
    }
  }

  async #claim(ruleRunId: string): Promise<Claimed | undefined> {
    const { em, accountId, effectEnds } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const run = await tx.findOne(RuleRun, { id: ruleRunId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (run?.state !== 'running') return undefined;
      const actions = await tx.find(ActionRun, { ruleRunId }, { orderBy: { position: 'asc' } });
      const action = actions.find(({ state }) => !ENDED.has(state));
      if (!action || action.state === 'waiting') {
        if (!action) await effectEnds.next(tx, ruleRunId);
        return undefined;
      }
      const broken = this.#uses(action).find((position) => {
        const state = actions.find((one) => one.position === position)?.state;
        return position < action.position && (state === 'failed' || state === 'skipped');
      });
      if (broken !== undefined) {
        const error = `It uses the result of action ${broken}, which did not come to one.`;
        await effectEnds.action(tx, action, 'skipped', { problem: 'step_failed', error });
        return undefined;
      }
      action.state = 'running';
      action.attempts += 1;
      const { language } = await tx.findOneOrFail(Account, { id: accountId });
      const before = await tx.find(Effect, { actionRunId: { $in: actions.map(({ id }) => id) }, state: 'done' }, { orderBy: { position: 'asc' } });
      return { run, action, steps: resultsOf(actions, before), language: LANGUAGES.find((one) => one === language) ?? 'en' };
    });
  }

  /** Positions of the actions whose result it takes. */
  #uses({ action, input }: ActionRun): number[] {
    const schema = this.#deps.host.definition('action', action)?.input;
    return schema ? stepsOf(schema, input) : [];
  }

  /** Nothing outside is touched: an action only says what it wants. */
  async #ask({ run, action, steps, language }: Claimed): Promise<{ effects: EffectBody[]; said: string | null }> {
    const { em, accountId, clock, host, effects, subjects, log } = this.#deps;
    const { event } = run;
    const facts = await subjects.facts(em.fork(), event, { now: clock.now() });
    const input = effects.filled(action.action, action.input, { event, facts, steps });
    const wanted = await host.act(accountId, action.action, input, event, { facts, key: action.id });
    const said = await host.preview(accountId, action.action, input, { event, facts, language }).catch((error: unknown) => {
      log.warn({ error, action: action.id }, 'could not say what an action does');
      return null;
    });
    return cleanJson({ effects: wanted, said });
  }

  /** One commit: what is to be done, the job of the first of it, and that the action waits for it. */
  async #store({ run, action: { id } }: Claimed, { effects, said }: { effects: readonly EffectBody[]; said: string | null }): Promise<void> {
    const { em, accountId, effectEnds } = this.#deps;
    await em.fork().transactional(async (tx) => {
      const action = await tx.findOneOrFail(ActionRun, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (action.state !== 'running') return;
      action.said = said;
      const rows = effects.map((body, index) =>
        tx.create(Effect, {
          id: newId(),
          accountId,
          actionRunId: id,
          position: index + 1,
          kind: body.kind,
          body,
          subject: targetOf(body) ?? run.subject,
          state: 'queued',
          attempts: 0,
          chain: run.chain,
          echoes: [],
        }),
      );
      const [first] = rows;
      if (!first) return effectEnds.action(tx, action, 'done');
      action.state = 'waiting';
      await tx.flush();
      await effectEnds.perform(tx, first, run.id);
    });
  }

  async #failed(id: string, error: unknown, lastAttempt: boolean): Promise<void> {
    const { em, effectEnds, log } = this.#deps;
    const final = isFinal(error) || lastAttempt;
    log.warn({ error, action: id, final }, 'an action could not be run');
    if (!final) throw error;
    await em.fork().transactional(async (tx) => {
      const action = await tx.findOneOrFail(ActionRun, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (action.state === 'running') await effectEnds.action(tx, action, 'failed', failureOf(error));
    });
  }
}

/** What later texts may refer to as `steps.1.…`: the first answer and the first id an action came to. */
function resultsOf(actions: readonly ActionRun[], effects: readonly Effect[]): Map<number, Step> {
  return new Map(
    actions.map(({ id, position }) => {
      const own = effects.filter(({ actionRunId }) => actionRunId === id);
      const made = own.find(({ receipt }) => receipt?.id)?.receipt?.id;
      return [position, { ...own.find(({ answer }) => answer)?.answer, ...(made ? { id: made } : {}) }];
    }),
  );
}
