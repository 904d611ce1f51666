/** A rule while it is written: what is on the screen, what is saved, what the server says about it. */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import { asApiError, type ApiError } from '../api/errors.ts';
import { dict, list } from './read.ts';
import { createHistory, type History } from './rule-history.ts';
import { actionsOf, conditionsOf, type GroupNode, stepsOf, treeOf } from './rule-tree.ts';
import { type Definition, readConflict, readProblem, readRule, type Rule, type RuleConflict, type RuleProblem, type Trigger } from './rules.ts';

export interface Draft {
  name: string;
  description: string;
  trigger: Trigger;
  conditions: GroupNode;
  actions: GroupNode;
  /** Empty while it is typed. */
  priority: number | undefined;
  /** Seconds. */
  cooldown: number | undefined;
  stop: boolean;
}

export const DEFAULTS = { priority: 100, cooldown: 0, stop: false } as const;

export const emptyDefinition = (): Definition => ({ name: '', description: '', trigger: { on: '' }, conditions: { all: [] }, actions: [], ...DEFAULTS });

export const draftOf = (definition: Definition): Draft => ({
  ...definition,
  conditions: treeOf(definition.conditions),
  actions: stepsOf(definition.actions),
});

export interface Written {
  definition: Definition;
  /** `conditions.all.0` > the key of the node that stands there. */
  places: ReadonlyMap<string, string>;
}

export const writtenOf = ({ name, description, trigger, conditions, actions, priority, cooldown, stop }: Draft): Written => {
  const places = new Map<string, string>();
  const definition: Definition = {
    name: name.trim(),
    description,
    trigger,
    conditions: conditionsOf(conditions, places),
    actions: actionsOf(actions, places),
    priority: priority ?? DEFAULTS.priority,
    cooldown: cooldown ?? DEFAULTS.cooldown,
    stop,
  };
  return { definition, places };
};

/** A condition of a newer product would be lost by saving: such a rule is not opened. */
export const isKnown = (conditions: unknown): boolean => {
  const from = dict(conditions);
  if ('condition' in from) return typeof from['condition'] === 'string';
  if ('not' in from) return isKnown(from['not']);
  const children = from['all'] ?? from['any'];
  return Array.isArray(children) && children.every(isKnown);
};

export interface Checked {
  problems: readonly RuleProblem[];
  conflicts: readonly RuleConflict[];
}

/** Both sides, when somebody else saved meanwhile. */
export interface Clash {
  yours: Definition;
  theirs: Rule;
}

export interface RuleEditor {
  readonly draft: ReadonlySignal<Draft>;
  readonly written: ReadonlySignal<Written>;
  readonly history: Pick<History<Draft>, 'canUndo' | 'canRedo'>;
  /** As it is stored; nothing for a new one. */
  readonly rule: ReadonlySignal<Rule | undefined>;
  readonly dirty: ReadonlySignal<boolean>;
  readonly checked: ReadonlySignal<Checked>;
  readonly checking: ReadonlySignal<'idle' | 'busy' | 'failed'>;
  readonly saving: ReadonlySignal<boolean>;
  readonly clash: ReadonlySignal<Clash | undefined>;
  /** `typing`: names the field, so that what is typed in one go is undone in one go. */
  change(change: (draft: Draft) => Draft, typing?: string): void;
  undo(): void;
  redo(): void;
  /** The stored rule; nothing when there is a clash. @throws ApiError */
  save(): Promise<Rule | undefined>;
  /** The answer to a clash. @throws ApiError */
  settle(keep: 'yours' | 'theirs' | undefined): Promise<void>;
  /** The stored rule is another now: it was switched on or off. */
  stored(rule: Rule): void;
  close(): void;
}

interface Options {
  api: Api;
  start: Definition;
  rule?: Rule | undefined;
  /** False: for somebody who only looks. */
  checks?: boolean;
  /** Milliseconds of quiet before the server is asked. */
  quiet?: number;
}

const NOTHING: Checked = { problems: [], conflicts: [] };

/** The database gives keys back in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    Object.keys(dict(inner)).length > 0 ? Object.fromEntries(Object.entries(dict(inner)).toSorted(([one], [other]) => (one < other ? -1 : 1))) : inner,
  );
const same = (one: Definition, other: Definition): boolean => canonical(one) === canonical(other);

/** The server reads whole definitions only: a name may still be missing, an action or a trigger may not. */
const isWhole = ({ trigger, actions, conditions }: Definition): boolean => {
  const isEmptyChoice = (node: Definition['conditions']): boolean =>
    'any' in node
      ? node.any.length === 0 || node.any.some(isEmptyChoice)
      : 'all' in node
        ? node.all.some(isEmptyChoice)
        : 'not' in node && isEmptyChoice(node.not);
  return trigger.on !== '' && actions.length > 0 && !isEmptyChoice(conditions);
};

/** What a refused check says about single places is shown there too. */
const refusedOf = (error: ApiError): RuleProblem[] =>
  error.errors.map(({ path, message }) => ({ code: 'invalid_input', path: path.replace(/^definition\./, ''), message }));

export const createRuleEditor = ({ api, start, rule: first, checks = true, quiet = 400 }: Options): RuleEditor => {
  const history = createHistory(draftOf(start));
  const rule = signal(first);
  const written = computed(() => writtenOf(history.present.value));
  /** What the screen is compared with, in the form in which we would store it. */
  const saved = signal(writtenOf(draftOf(start)).definition);
  const dirty = computed(() => !same(written.value.definition, saved.value));
  const checked = signal<Checked>(NOTHING);
  const checking = signal<'idle' | 'busy' | 'failed'>('idle');
  const saving = signal(false);
  const clash = signal<Clash | undefined>();
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const check = async (definition: Definition): Promise<void> => {
    const mine = (turn += 1);
    const id = rule.peek()?.id;
    const put = (next: Checked, state: 'idle' | 'failed'): void => {
      if (mine === turn) batch(() => ((checked.value = next), (checking.value = state)));
    };
    checking.value = 'busy';
    try {
      const answer = dict(
        await api.write('POST', '/rules/check', { definition: { ...definition, name: definition.name || '–' }, ...(id ? { ruleId: id } : {}) }),
      );
      const problems = list(answer['problems']).flatMap((one) => readProblem(one) ?? []);
      put({ problems, conflicts: list(answer['conflicts']).map(readConflict) }, 'idle');
    } catch (thrown) {
      const problems = refusedOf(asApiError(thrown));
      put({ ...checked.peek(), problems }, problems.length > 0 ? 'idle' : 'failed');
    }
  };
  const stop = effect(() => {
    const { definition } = written.value;
    clearTimeout(timer);
    turn += 1;
    if (!checks || !isWhole(definition)) {
      checked.value = NOTHING;
      checking.value = 'idle';
    } else timer = setTimeout(() => void check(definition), quiet);
  });

  const took = (next: Rule, sent?: Definition): void => {
    batch(() => {
      rule.value = next;
      saved.value = sent ?? writtenOf(draftOf(next)).definition;
    });
  };
  const refused = (error: ApiError): void => {
    if (error.errors.length > 0) checked.value = { ...checked.peek(), problems: refusedOf(error) };
  };
  const send = async (definition: Definition, stored: Pick<Rule, 'id' | 'version'> | undefined): Promise<Rule> =>
    readRule(
      stored
        ? await api.write('PATCH', `/rules/${encodeURIComponent(stored.id)}`, { ...definition, version: stored.version })
        : await api.write('POST', '/rules', definition),
    );
  const busy = async <T>(work: () => Promise<T>): Promise<T> => {
    saving.value = true;
    try {
      return await work();
    } finally {
      saving.value = false;
    }
  };

  return {
    draft: history.present,
    written,
    history,
    rule,
    dirty,
    checked,
    checking,
    saving,
    clash,
    change(change, typing) {
      history.put(change(history.present.peek()), typing);
    },
    undo: history.undo,
    redo: history.redo,
    save: () =>
      busy(async () => {
        const yours = written.peek().definition;
        const stored = rule.peek();
        try {
          const next = await send(yours, stored);
          took(next, yours);
          return next;
        } catch (thrown) {
          const error = asApiError(thrown);
          refused(error);
          if (!stored || error.code !== 'version_conflict') throw error;
          clash.value = { yours, theirs: readRule(await api.get(`/rules/${encodeURIComponent(stored.id)}`)) };
          return undefined;
        }
      }),
    settle: (keep) =>
      busy(async () => {
        const now = clash.peek();
        if (now && keep === 'yours') took(await send(now.yours, now.theirs), now.yours);
        if (now && keep === 'theirs') {
          took(now.theirs);
          history.put(draftOf(now.theirs));
        }
        clash.value = undefined;
      }),
    stored: (next) => {
      rule.value = next;
    },
    close() {
      stop();
      clearTimeout(timer);
      turn += 1;
    },
  };
};
