import { z } from 'zod';

import { type ScopedCradle } from '../../../container.ts';
import { type Action, type Condition } from '../../../sdk/types.ts';
import { type StageData } from '../../../sdk/crm-data.ts';
import { Agent } from '../../agents/entities.ts';
import { Pipeline } from '../../crm/entities.ts';
import { variables } from '../../effects/schema.ts';
import { findConflicts } from '../conflicts/conflicts.ts';
import { conflictText } from '../conflicts/conflict-texts.ts';
import { eventOf, type RuleDefinition, TRIGGERS } from '../definition.ts';
import { eventNames } from '../../../sdk/event-names.ts';
import { Rule } from '../entities.ts';
import { readKnown } from './known.ts';
import { languageOf } from '../language.ts';
import { type Checked, type RuleChoices, type RuleConflict, type RulePart, type RuleTemplate } from '../schema.ts';
import { templates } from '../templates/all.ts';

type Deps = Pick<ScopedCradle, 'em' | 'host' | 'caller' | 'accounts' | 'ruleProblems'>;

/** What the editor is built from: the parts there are, what they can choose from, and whether what was built is sound. */
export class RuleKit {
  readonly #deps: Deps;

  constructor({ em, host, caller, accounts, ruleProblems }: Deps) {
    this.#deps = { em, host, caller, accounts, ruleProblems };
  }

  /** Every condition and action, also those that are not at work, with why. */
  async parts(): Promise<{ items: z.output<typeof RulePart>[] }> {
    const { host, ruleProblems } = this.#deps;
    const unavailable = await ruleProblems.unavailable();
    const items = host.list().flatMap(({ kind, id, title, description, icon }) => {
      if (kind !== 'condition' && kind !== 'action') return [];
      const plugin: Condition | Action | undefined = host.definition(kind, id);
      const reason = unavailable.get(id) ?? null;
      const inputSchema = plugin ? z.toJSONSchema(plugin.input, { io: 'input', unrepresentable: 'any' }) : {};
      return [
        {
          kind,
          id,
          title,
          description,
          icon,
          says: plugin?.says ?? null,
          inputSchema: inputSchema as Record<string, unknown>,
          available: reason === null,
          reason,
        },
      ];
    });
    return { items };
  }

  async choices(): Promise<z.output<typeof RuleChoices>> {
    const { choices, fields } = await readKnown(this.#deps.em.fork(), await this.#language());
    return { choices, fields, variables: [...variables], triggers: TRIGGER_LIST };
  }

  async templates(): Promise<{ items: z.output<typeof RuleTemplate>[] }> {
    return { items: templates(languageOf(await this.#language())) };
  }

  /** What keeps the definition from running, and whom it would get in the way of. `ruleId`: which rule it is a version of. */
  async check(definition: RuleDefinition, ruleId: string | undefined): Promise<z.output<typeof Checked>> {
    const { em, ruleProblems } = this.#deps;
    const check = await ruleProblems.checker(em.fork(), await this.#language());
    const id = ruleId ?? 'candidate';
    const conflicts = await this.#conflicts({ id, definition });
    return { problems: check(definition), conflicts: conflicts.filter(({ ruleIds }) => ruleIds.includes(id)).map((one) => withoutId(one, ruleId)) };
  }

  async conflicts(): Promise<{ items: RuleConflict[] }> {
    return { items: await this.#conflicts() };
  }

  async #conflicts(candidate?: { id: string; definition: RuleDefinition }): Promise<RuleConflict[]> {
    const { em, host, accounts } = this.#deps;
    const rows = await em.fork().find(Rule, { enabled: true, deletedAt: null }, { orderBy: { id: 'asc' } });
    // Where a person sends, no agent answers by itself.
    const agents = (await accounts.current()).mode === 'auto' ? await em.fork().find(Agent, {}, { orderBy: { id: 'asc' } }) : [];
    const rules = [...rows.filter(({ id }) => id !== candidate?.id).map(({ id, definition }) => ({ id, definition })), ...(candidate ? [candidate] : [])];
    const language = languageOf(await this.#language());
    const { fields } = await readKnown(em.fork(), language);
    const kinds = new Map<string, StageData['kind']>(
      (await em.fork().find(Pipeline, {})).flatMap(({ crmId, stages }) => stages.map(({ id, kind }) => [`${crmId}:${id}`, kind] as const)),
    );
    const found = findConflicts(rules, agents, ({ condition, input }) => host.constants(condition, input), {
      ...(candidate ? { about: candidate.id } : {}),
      stageKind: (stage) => kinds.get(stage),
    });
    const named = {
      fields: new Map(fields.map(({ id, name }) => [id, name])),
      rules: new Map(rules.map(({ id, definition }) => [id, definition.name])),
      agents: new Map(agents.map(({ id, settings }) => [id, settings.name])),
    };
    return found.map((conflict) => ({ ...conflict, text: conflictText(conflict, named, language) }));
  }

  async #language(): Promise<string> {
    const { caller, accounts } = this.#deps;
    return caller?.language ?? (await accounts.current()).language;
  }
}

/** The candidate has no id to lead to. */
const withoutId = (conflict: RuleConflict, ruleId: string | undefined): RuleConflict => ({
  ...conflict,
  ruleIds: conflict.ruleIds.filter((id) => ruleId !== undefined || id !== 'candidate'),
});

const aboutOf = (event: string): 'lead' | 'contact' | 'company' | 'other' => {
  const family = event.slice(0, event.indexOf('.'));
  if (family === 'contact' || family === 'company') return family;
  return ['lead', 'message', 'talk', 'task', 'note', 'call', 'incoming_lead', 'time', 'rule', 'pipeline'].includes(family) ? 'lead' : 'other';
};

const NAMED: ReadonlySet<string> = new Set(Object.values(TRIGGERS));

/** The usual ones by their short names, then every other event. */
const TRIGGER_LIST = [...Object.keys(TRIGGERS), ...eventNames.filter((name) => !NAMED.has(name))].map((on) => {
  const event = eventOf({ on });
  return { on, event, about: aboutOf(event) };
});
