import { type TriggerChoice } from '../../../../state/rule-parts.ts';
import { type Trigger, TRIGGERS } from '../../../../state/rules.ts';
import { type ConsoleIconName } from '../../../../ui/console-icon.tsx';
import { useTexts } from '../../../context.ts';
import { Picker } from '../../../form/picker.tsx';
import { Panel } from '../../../parts/page.tsx';
import { eventWords } from '../../hooks/words.ts';
import { useEditor } from './editor-context.ts';
import { Problem } from './problem.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { SilenceForm } from './silence-form.tsx';

const GROUPS = ['lead', 'conversation', 'task', 'time', 'manual', 'people', 'other'] as const;
type Group = (typeof GROUPS)[number];

const FAMILIES: Record<string, Group> = {
  lead: 'lead',
  incoming_lead: 'lead',
  pipeline: 'lead',
  message: 'conversation',
  talk: 'conversation',
  call: 'conversation',
  task: 'task',
  note: 'task',
  time: 'time',
  rule: 'manual',
  contact: 'people',
  company: 'people',
  customer: 'people',
};
const ICONS: Record<Group, ConsoleIconName> = {
  lead: 'flag',
  conversation: 'bubble',
  task: 'check',
  time: 'clock',
  manual: 'play',
  people: 'people',
  other: 'pulse',
};

const groupOf = ({ event }: TriggerChoice): Group => FAMILIES[event.slice(0, event.indexOf('.'))] ?? 'other';

/** A server that names no triggers still has the usual ones. */
const offered = (triggers: readonly TriggerChoice[], chosen: string): readonly TriggerChoice[] => {
  const all = triggers.length > 0 ? triggers : Object.entries(TRIGGERS).map(([on, event]) => ({ on, event }));
  return chosen === '' || all.some(({ on }) => on === chosen) ? all : [...all, { on: chosen, event: chosen }];
};

const withTrigger = (now: Trigger, on: string): Trigger => {
  if (on === now.on) return now;
  return on === 'time_based' ? { on, time: { kind: 'schedule', days: [1, 2, 3, 4, 5], at: '09:00' } } : { on };
};

/** What a rule waits for. */
export const TriggerCard = () => {
  const t = useTexts('rule-editor');
  const { editor, choices, readOnly, wrong, touch } = useEditor();
  const { trigger } = editor.draft.value;
  const { time } = trigger;
  const put = (next: Trigger, typing?: string): void => editor.change((draft) => ({ ...draft, trigger: next }), typing);
  const nameOf = ({ on, event }: TriggerChoice): string => (Object.hasOwn(TRIGGERS, on) ? t(`rules:triggers.${on}`) : eventWords(t, event));
  const all = offered(choices.triggers, trigger.on);
  const picks = GROUPS.flatMap((group) =>
    all
      .filter((choice) => groupOf(choice) === group)
      .map((choice) => ({ value: choice.on, label: nameOf(choice), group: t(`trigger.groups.${group}`), icon: ICONS[group] })),
  );
  const bad = wrong.value['trigger'];
  return (
    <Panel title={t('trigger.title')}>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-rule-trigger">
          {t('trigger.label')}
        </label>
        <Picker
          id="souffleur-rule-trigger"
          label={t('trigger.label')}
          labelled
          picks={picks}
          value={trigger.on}
          placeholder={t('trigger.placeholder')}
          invalid={bad !== undefined}
          describedBy={bad ? 'souffleur-rule-trigger-problem' : undefined}
          disabled={readOnly}
          onPick={(on) => {
            touch('trigger');
            put(withTrigger(trigger, on));
          }}
          onLeave={() => touch('trigger')}
        />
        <Problem id="souffleur-rule-trigger-problem" words={bad} />
      </div>
      {time && (
        <div class="souffleur-segments" role="group" aria-label={t('trigger.kind')}>
          {(['schedule', 'silence'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              class="souffleur-segment"
              aria-pressed={time.kind === kind}
              disabled={readOnly}
              onClick={() => {
                if (time.kind === kind) return;
                put({
                  on: trigger.on,
                  time: kind === 'schedule' ? { kind, days: [1, 2, 3, 4, 5], at: '09:00' } : { kind, of: 'message_in', amount: 3, unit: 'days' },
                });
              }}
            >
              {t(`trigger.kinds.${kind}`)}
            </button>
          ))}
        </div>
      )}
      {time?.kind === 'schedule' && <ScheduleForm time={time} onChange={(next, typing) => put({ ...trigger, time: next }, typing)} />}
      {time?.kind === 'silence' && <SilenceForm time={time} onChange={(next, typing) => put({ ...trigger, time: next }, typing)} />}
      {trigger.on === 'manual' && <p class="souffleur-field-hint">{t('trigger.manual_hint')}</p>}
    </Panel>
  );
};
