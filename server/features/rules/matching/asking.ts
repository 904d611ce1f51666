import { type ScopedCradle } from '../../../container.ts';
import { Retry } from '../../../sdk/errors.ts';
import { Event } from '../../hooks/entities.ts';
import { type StoredFacts } from '../../subjects/schema.ts';
import { evaluate } from './evaluate.ts';
import { Rule, RuleRun } from '../entities.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'host' | 'subjects' | 'effects' | 'live'>;

/** Rules that need an answer from outside (a model's) are judged again where it may be asked for. */
export class RuleAsking {
  readonly #deps: Deps;

  constructor({ em, accountId, host, subjects, effects, live }: Deps) {
    this.#deps = { em, accountId, host, subjects, effects, live };
  }

  /** @throws Retry while the answer does not come; after the last attempt the run has failed */
  async ask(ruleRunId: string, lastAttempt: boolean): Promise<void> {
    const { em, host, accountId, subjects } = this.#deps;
    const reader = em.fork();
    const run = await reader.findOne(RuleRun, { id: ruleRunId, state: 'waiting' });
    const rule = run && (await reader.findOne(Rule, { id: run.ruleId, enabled: true, deletedAt: null }));
    if (!run || !rule) return this.#end(ruleRunId, 'failed');
    const stored = (await this.#factsOf(run)) ?? (await subjects.read(reader, [run.event])).facts[0];
    if (!stored) return this.#end(ruleRunId, 'failed');
    const [account, names] = [await subjects.account(reader), await subjects.names(reader)];
    const facts = subjects.wrap({ event: run.event, stored, account, names, reach: 'outside', em: reader });
    const tester = await host.conditions(accountId);
    const judged = await evaluate(rule.definition.conditions, ({ condition, input }) => tester.test(condition, input, run.event, facts));
    if (judged.holds === undefined && judged.error === undefined && !lastAttempt) throw new Retry('A condition has no answer yet.');
    await em.fork().transactional(async (tx) => {
      const row = await tx.findOne(RuleRun, { id: ruleRunId, state: 'waiting' });
      if (!row) return;
      row.conditions = judged.results;
      row.state = judged.holds === undefined ? 'failed' : judged.holds ? 'running' : 'near';
      if (row.state === 'running') await this.#deps.effects.plan(tx, { ruleRun: row, actions: rule.definition.actions });
      await this.#tell(tx, row);
    });
  }

  async #factsOf({ eventId }: RuleRun): Promise<StoredFacts | null> {
    const event = eventId ? await this.#deps.em.fork().findOne(Event, { id: eventId }, { populate: ['facts'] }) : null;
    return event?.facts ?? null;
  }

  async #end(id: string, state: 'failed'): Promise<void> {
    await this.#deps.em.fork().transactional(async (tx) => {
      const row = await tx.findOne(RuleRun, { id, state: 'waiting' });
      if (!row) return;
      row.state = state;
      await this.#tell(tx, row);
    });
  }

  #tell(tx: Parameters<Deps['live']['publish']>[2], { ruleId, id, state }: RuleRun): Promise<void> {
    return this.#deps.live.publish(this.#deps.accountId, { kind: 'rule.run', ruleId, runId: id, state }, tx);
  }
}
