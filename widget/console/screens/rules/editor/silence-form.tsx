import { type Trigger } from '../../../../state/rules.ts';
import { oneOf } from '../../../../state/read.ts';
import { useTexts } from '../../../context.ts';
import { useEditor } from './editor-context.ts';
import { Problem } from './problem.tsx';

type Silence = Extract<NonNullable<Trigger['time']>, { kind: 'silence' }>;

const SILENCES = ['anything', 'unanswered', 'message_in', 'message_out', 'stage'] as const;
export const UNITS = ['minutes', 'hours', 'days'] as const;

/** What has not happened, and for how long. */
export const SilenceForm = ({ time, onChange }: { time: Silence; onChange: (time: Silence, typing?: string) => void }) => {
  const t = useTexts('rule-editor');
  const { readOnly, wrong, touch } = useEditor();
  const bad = wrong.value['trigger.amount'];
  return (
    <div class="souffleur-inline-fields">
      <div class="souffleur-field souffleur-grow">
        <label class="souffleur-field-label" for="souffleur-rule-silence">
          {t('trigger.silence')}
        </label>
        <select
          id="souffleur-rule-silence"
          class="souffleur-input souffleur-select"
          disabled={readOnly}
          value={time.of}
          onChange={({ currentTarget }) => onChange({ ...time, of: oneOf(currentTarget.value, SILENCES, 'anything') })}
        >
          {SILENCES.map((of) => (
            <option key={of} value={of}>
              {t(`trigger.silences.${of}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-rule-amount">
          {t('trigger.amount')}
        </label>
        <span class="souffleur-amount">
          <input
            id="souffleur-rule-amount"
            class="souffleur-input souffleur-input-number"
            type="number"
            inputMode="numeric"
            min={1}
            max={1000}
            disabled={readOnly}
            aria-invalid={bad ? true : undefined}
            aria-describedby={bad ? 'souffleur-rule-amount-problem' : undefined}
            value={Number.isNaN(time.amount) ? '' : time.amount}
            onInput={({ currentTarget }) => {
              touch('trigger.amount');
              onChange({ ...time, amount: currentTarget.valueAsNumber }, 'trigger.amount');
            }}
          />
          <select
            class="souffleur-input souffleur-select"
            aria-label={t('unit')}
            disabled={readOnly}
            value={time.unit}
            onChange={({ currentTarget }) => onChange({ ...time, unit: oneOf(currentTarget.value, UNITS, 'days') })}
          >
            {UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {t(`units.${unit}`)}
              </option>
            ))}
          </select>
        </span>
        <Problem id="souffleur-rule-amount-problem" words={bad} />
      </div>
      <p class="souffleur-field-hint souffleur-wide">{t('trigger.silence_hint')}</p>
    </div>
  );
};
