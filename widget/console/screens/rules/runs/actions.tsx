import { useSignal } from '@preact/signals';

import { asApiError } from '../../../../api/errors.ts';
import { type ActionRun, type Effect } from '../../../../state/rule-runs.ts';
import { type RuleAction } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { useConsole, useIsAdmin, useTexts } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';
import { Code } from '../../../parts/code.tsx';
import { moment } from '../../../parts/moment.ts';
import { Badge } from '../../../parts/state.tsx';
import { type Phrases } from '../phrases.ts';
import { ACTION_BADGES, EFFECT_BADGES, effectProblem } from './words.ts';

interface Props {
  actions: readonly ActionRun[];
  /** As they stood in the rule then; what a run says of itself is better. */
  planned: readonly RuleAction[] | undefined;
  phrases: Phrases;
  /** Something that had failed is tried once more. */
  onRetried: () => void;
}

/** Each action in its order: what it said it did, and what became of every effect. */
export const ActionList = ({ actions, planned, phrases, onRetried }: Props) => {
  const t = useTexts('rules');
  if (actions.length === 0) return <p class="souffleur-paragraph souffleur-muted">{t('rule-runs:no_actions')}</p>;
  return (
    <ol class="souffleur-acts">
      {actions.map((action) => {
        const plan = planned?.[action.position - 1];
        const words = action.said ?? (plan?.action === action.action ? phrases.action(plan) : phrases.title('action', action.action));
        const problem = effectProblem(t, action);
        return (
          <li key={action.id || action.position} class="souffleur-act">
            <div class="souffleur-act-head">
              <strong class="souffleur-act-words">{words}</strong>
              <Badge kind={ACTION_BADGES[action.state]}>{t(`rule-runs:action_states.${action.state}`)}</Badge>
            </div>
            {problem && <p class="souffleur-paragraph souffleur-act-problem">{problem}</p>}
            {action.effects.length > 0 && (
              <ul class="souffleur-effects" aria-label={t('rule-runs:effects')}>
                {action.effects.map((effect) => (
                  <EffectLine key={effect.id} effect={effect} onRetried={onRetried} />
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
};

const EffectLine = ({ effect, onRetried }: { effect: Effect; onRetried: () => void }) => {
  const { format } = useConsole();
  const isAdmin = useIsAdmin();
  const t = useTexts('rules');
  const problem = effectProblem(t, effect);
  const { receipt, answer } = effect;
  return (
    <li class="souffleur-effect">
      <div class="souffleur-effect-line">
        <span>{t(`rule-runs:effect_kinds.${effect.kind}`)}</span>
        <Badge kind={EFFECT_BADGES[effect.state]}>{t(`rule-runs:effect_states.${effect.state}`)}</Badge>
        {effect.attempts > 1 && <span class="souffleur-muted souffleur-small">{t('rule-runs:attempts', { count: effect.attempts })}</span>}
        {receipt && (
          <span class="souffleur-muted souffleur-small">
            {t('rule-runs:receipt', { via: t(`rule-runs:via.${receipt.via}`, { defaultValue: receipt.via }), when: moment(format, receipt.at) })}
            {receipt.id && ` · ${t('rule-runs:receipt_id', { id: receipt.id })}`}
          </span>
        )}
      </div>
      {problem && <p class="souffleur-paragraph souffleur-act-problem">{problem}</p>}
      {effect.state === 'failed' && isAdmin && <Retry effect={effect} onRetried={onRetried} />}
      {answer && (
        <details>
          <summary class="souffleur-summary">{t('rule-runs:answer', { status: answer.status })}</summary>
          {answer.body === null || answer.body === '' ? (
            <p class="souffleur-paragraph souffleur-muted">{t('rule-runs:answer_empty')}</p>
          ) : (
            <Code label={t('rule-runs:answer', { status: answer.status })} value={answer.body} />
          )}
        </details>
      )}
    </li>
  );
};

const Retry = ({ effect, onRetried }: { effect: Effect; onRetried: () => void }) => {
  const { api, dialogs, toasts } = useConsole();
  const t = useTexts('rules');
  const busy = useSignal(false);
  const retry = async (): Promise<void> => {
    const ask = { title: t('rule-runs:retry.title'), text: t('rule-runs:retry.text'), yes: t('rule-runs:retry.do') };
    if (effect.problem === 'in_doubt' && !(await dialogs.ask(ask))) return;
    busy.value = true;
    try {
      await api.write('POST', `/effects/${encodeURIComponent(effect.id)}/retry`);
      toasts.done(t('rule-runs:retry.done'));
    } catch (thrown) {
      const error = asApiError(thrown);
      toasts.bad(error.status === 409 ? t('rule-runs:retry.late') : errorWords(t, error));
    } finally {
      busy.value = false;
      onRetried();
    }
  };
  return (
    <Button kind="neutral" busy={busy.value} onPress={() => void retry()}>
      {t('rule-runs:retry.do')}
    </Button>
  );
};
