import { useSignal } from '@preact/signals';

import { oneOf } from '../../../../state/read.ts';
import { Switch } from '../../../../ui/switch.tsx';
import { useTexts } from '../../../context.ts';
import { Panel } from '../../../parts/page.tsx';
import { useEditor } from './editor-context.ts';
import { Problem } from './problem.tsx';
import { UNITS } from './silence-form.tsx';

const SECONDS = { minutes: 60, hours: 3600, days: 86_400 } as const;

/** The largest unit in which it is a whole number. */
const unitOf = (seconds: number): keyof typeof SECONDS =>
  seconds === 0 ? 'hours' : ((['days', 'hours', 'minutes'] as const).find((unit) => seconds % SECONDS[unit] === 0) ?? 'minutes');

const Cooldown = () => {
  const t = useTexts('rule-editor');
  const { editor, readOnly, wrong, touch } = useEditor();
  const { cooldown } = editor.draft.value;
  const picked = useSignal<keyof typeof SECONDS | undefined>(undefined);
  const unit = picked.value ?? unitOf(cooldown ?? 0);
  const put = (amount: number, of: keyof typeof SECONDS): void => {
    touch('cooldown');
    picked.value = of;
    editor.change((draft) => ({ ...draft, cooldown: Number.isNaN(amount) ? undefined : Math.round(amount * SECONDS[of]) }), 'cooldown');
  };
  return (
    <div class="souffleur-field">
      <label class="souffleur-field-label" for="souffleur-rule-cooldown">
        {t('cooldown.label')}
      </label>
      <span class="souffleur-amount">
        <input
          id="souffleur-rule-cooldown"
          class="souffleur-input souffleur-input-number"
          type="number"
          min={0}
          step="any"
          disabled={readOnly}
          aria-invalid={wrong.value['cooldown'] ? true : undefined}
          aria-describedby="souffleur-rule-cooldown-problem souffleur-rule-cooldown-hint"
          value={cooldown === undefined ? '' : cooldown / SECONDS[unit]}
          onInput={({ currentTarget }) => put(currentTarget.valueAsNumber, unit)}
        />
        <select
          class="souffleur-input souffleur-select"
          aria-label={t('unit')}
          disabled={readOnly}
          value={unit}
          onChange={({ currentTarget }) => put((cooldown ?? 0) / SECONDS[unit], oneOf(currentTarget.value, UNITS, 'hours'))}
        >
          {UNITS.map((one) => (
            <option key={one} value={one}>
              {t(`units.${one}`)}
            </option>
          ))}
        </select>
      </span>
      <p class="souffleur-field-hint" id="souffleur-rule-cooldown-hint">
        {t('cooldown.hint')}
      </p>
      <Problem id="souffleur-rule-cooldown-problem" words={wrong.value['cooldown']} />
    </div>
  );
};

/** In which order, how often, and what comes after. */
export const LimitsCard = () => {
  const t = useTexts('rule-editor');
  const { editor, readOnly, wrong, touch } = useEditor();
  const { priority, stop } = editor.draft.value;
  return (
    <Panel title={t('limits')}>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-rule-priority">
          {t('priority.label')}
        </label>
        <input
          id="souffleur-rule-priority"
          class="souffleur-input souffleur-input-number"
          type="number"
          inputMode="numeric"
          min={0}
          max={1000}
          disabled={readOnly}
          aria-invalid={wrong.value['priority'] ? true : undefined}
          aria-describedby="souffleur-rule-priority-problem souffleur-rule-priority-hint"
          value={priority ?? ''}
          onInput={({ currentTarget }) => {
            touch('priority');
            const typed = currentTarget.valueAsNumber;
            editor.change((draft) => ({ ...draft, priority: Number.isNaN(typed) ? undefined : typed }), 'priority');
          }}
        />
        <p class="souffleur-field-hint" id="souffleur-rule-priority-hint">
          {t('priority.hint')}
        </p>
        <Problem id="souffleur-rule-priority-problem" words={wrong.value['priority']} />
      </div>
      <Cooldown />
      <div class="souffleur-field">
        <label class="souffleur-switch-line" for="souffleur-rule-stop">
          <Switch
            id="souffleur-rule-stop"
            checked={stop}
            disabled={readOnly}
            describedBy="souffleur-rule-stop-hint"
            onChange={(on) => editor.change((draft) => ({ ...draft, stop: on }))}
          />
          <span>{t('stop.label')}</span>
        </label>
        <p class="souffleur-field-hint" id="souffleur-rule-stop-hint">
          {t('stop.hint')}
        </p>
      </div>
    </Panel>
  );
};
