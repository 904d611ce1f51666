import { type Trigger } from '../../../../state/rules.ts';
import { useConsole, useTexts } from '../../../context.ts';
import { useEditor } from './editor-context.ts';
import { Problem } from './problem.tsx';

type Schedule = Extract<NonNullable<Trigger['time']>, { kind: 'schedule' }>;

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

const dayName = (language: string, day: number, weekday: 'short' | 'long'): string =>
  new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' }).format(MONDAY + (day - 1) * DAY);

/** Days of the week and a time of day. */
export const ScheduleForm = ({ time, onChange }: { time: Schedule; onChange: (time: Schedule, typing?: string) => void }) => {
  const { format } = useConsole();
  const t = useTexts('rule-editor');
  const { readOnly, wrong, touch } = useEditor();
  const toggle = (day: number): void => {
    touch('trigger.days');
    const days = time.days.includes(day) ? time.days.filter((one) => one !== day) : [...time.days, day].toSorted((one, other) => one - other);
    onChange({ ...time, days });
  };
  return (
    <div class="souffleur-inline-fields">
      <div class="souffleur-field">
        <span class="souffleur-field-label" id="souffleur-rule-days">
          {t('trigger.days')}
        </span>
        <div class="souffleur-days" role="group" aria-labelledby="souffleur-rule-days">
          {[1, 2, 3, 4, 5, 6, 7].map((day) => (
            <label key={day} class="souffleur-day">
              <input
                type="checkbox"
                class="souffleur-check"
                aria-label={dayName(format.language, day, 'long')}
                disabled={readOnly}
                checked={time.days.includes(day)}
                onChange={() => toggle(day)}
              />
              <span aria-hidden="true">{dayName(format.language, day, 'short')}</span>
            </label>
          ))}
        </div>
        <Problem id="souffleur-rule-days-problem" words={wrong.value['trigger.days']} />
      </div>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-rule-at">
          {t('trigger.at')}
        </label>
        <input
          id="souffleur-rule-at"
          class="souffleur-input souffleur-input-time"
          type="time"
          disabled={readOnly}
          aria-invalid={wrong.value['trigger.at'] ? true : undefined}
          aria-describedby="souffleur-rule-at-problem souffleur-rule-at-hint"
          value={time.at}
          onInput={({ currentTarget }) => {
            touch('trigger.at');
            onChange({ ...time, at: currentTarget.value }, 'trigger.at');
          }}
        />
        <Problem id="souffleur-rule-at-problem" words={wrong.value['trigger.at']} />
      </div>
      <p class="souffleur-field-hint souffleur-wide" id="souffleur-rule-at-hint">
        {t('trigger.schedule_hint', { zone: format.timeZone ?? 'UTC' })}
      </p>
    </div>
  );
};
