import { useSignal, type ReadonlySignal } from '@preact/signals';

import { asApiError, type ApiError } from '../../../api/errors.ts';
import { dict, list as listOf, number, text } from '../../../state/read.ts';
import { definitionOf, readProblem, readRule, type Rule } from '../../../state/rules.ts';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { problemWords } from './words.ts';

/** What a rule by time would do at once, before somebody said yes to it. */
export interface Asked {
  rule: Rule;
  count: number;
  /** An estimate that was started for this question. */
  rehearsalId: string | undefined;
}

interface List {
  put(rule: Rule): void;
  remove(id: string): void;
  /** Somewhere something changed that this list shows. */
  reload(): void;
}

export interface RuleActs {
  /** The rule something is being done to. */
  readonly busy: ReadonlySignal<string | undefined>;
  readonly asked: ReadonlySignal<Asked | undefined>;
  turn(rule: Rule, on: boolean): Promise<void>;
  /** The answer to `asked`. */
  confirm(yes: boolean): Promise<void>;
  duplicate(rule: Rule): Promise<void>;
  erase(rule: Rule): Promise<void>;
  bringBack(rule: Rule): Promise<void>;
}

/** The number stands beside the code, or in what explains it. */
const askedOf = (rule: Rule, { more }: ApiError): Asked => ({
  rule,
  count: number(more['count']) || number(dict(more['detail'])['count']),
  rehearsalId: text(more['rehearsalId']) || text(dict(more['detail'])['rehearsalId']) || undefined,
});

/** What can be done to a rule in the list. */
export const useRuleActs = (list: List): RuleActs => {
  const { api, router, toasts } = useConsole();
  const t = useTexts('rules');
  const busy = useSignal<string | undefined>(undefined);
  const asked = useSignal<Asked | undefined>(undefined);

  const failed = (thrown: unknown): void => {
    const error = asApiError(thrown);
    const problem = readProblem(error.more['problem']) ?? readProblem(listOf(error.more['errors'])[0]);
    toasts.bad(problem ? `${problemWords(t, problem).short} ${problemWords(t, problem).mend}` : errorWords(t, error));
  };
  const work = async (rule: Rule, run: () => Promise<void>, otherwise: (error: unknown) => void = failed): Promise<void> => {
    if (busy.peek()) return;
    busy.value = rule.id;
    try {
      await run();
    } catch (thrown) {
      otherwise(thrown);
    } finally {
      busy.value = undefined;
    }
  };
  /** The answer has no counters; those that are shown stay. */
  const put = (rule: Rule, answer: unknown): void => list.put({ ...rule, ...readRule(answer), runs: rule.runs });

  const enable = (rule: Rule, confirm: boolean): Promise<void> =>
    work(
      rule,
      async () => {
        put(rule, await api.write('POST', `/rules/${rule.id}/enable`, { confirm }));
        asked.value = undefined;
        toasts.done(t('turned.on', { name: rule.name }));
      },
      (thrown) => {
        const error = asApiError(thrown);
        if (error.code === 'confirm_first' && !confirm) asked.value = askedOf(rule, error);
        else {
          failed(thrown);
          list.reload();
        }
      },
    );

  const bringBack = (rule: Rule): Promise<void> =>
    work(rule, async () => {
      await api.write('POST', `/rules/${rule.id}/restore`);
      toasts.done(t('restored', { name: rule.name }));
      list.reload();
    });

  return {
    busy,
    asked,
    bringBack,
    turn: (rule, on) =>
      on
        ? enable(rule, false)
        : work(rule, async () => {
            put(rule, await api.write('POST', `/rules/${rule.id}/disable`));
            toasts.done(t('turned.off', { name: rule.name }));
          }),
    confirm: async (yes) => {
      const rule = asked.peek()?.rule;
      if (!yes || !rule) asked.value = undefined;
      else await enable(rule, true);
    },
    duplicate: (rule) =>
      work(rule, async () => {
        const copy = readRule(await api.write('POST', '/rules', { ...definitionOf(rule), name: t('copy_of', { name: rule.name }).slice(0, 120) }));
        toasts.done(t('copied', { name: rule.name }), { label: t('open'), press: () => router.go(`rules/${copy.id}`) });
        list.reload();
      }),
    erase: (rule) =>
      work(rule, async () => {
        await api.write('DELETE', `/rules/${rule.id}`);
        list.remove(rule.id);
        toasts.done(t('deleted.done', { name: rule.name }), { label: t('undo'), press: () => void bringBack(rule) });
      }),
  };
};
