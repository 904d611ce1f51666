import { type ComponentChildren } from 'preact';

import { type ApiError } from '../../api/errors.ts';
import { type Phase } from '../../state/resource.ts';
import { Button } from '../../ui/button.tsx';
import { ConsoleIcon, type ConsoleIconName } from '../../ui/console-icon.tsx';
import { useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';

/** Grey lines where text will be. */
export const Skeleton = ({ lines = 5 }: { lines?: number }) => {
  const t = useTexts();
  return (
    <div class="souffleur-loading" role="status" aria-label={t('common:loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class={`souffleur-bone${index % 3 === 2 ? ' souffleur-bone-short' : ''}`} />
      ))}
    </div>
  );
};

interface EmptyProps {
  icon?: ConsoleIconName;
  title: string;
  /** What to do about it. */
  hint?: string;
  action?: { label: string; press: () => void };
}

export const Empty = ({ icon = 'inbox', title, hint, action }: EmptyProps) => (
  <div class="souffleur-nothing">
    <ConsoleIcon name={icon} size={28} />
    <p class="souffleur-nothing-title">{title}</p>
    {hint && <p class="souffleur-nothing-hint">{hint}</p>}
    {action && (
      <Button kind="primary" onPress={action.press}>
        {action.label}
      </Button>
    )}
  </div>
);

export const Failed = ({ error, onRetry }: { error: ApiError; onRetry?: () => void }) => {
  const t = useTexts();
  return (
    <div class="souffleur-nothing" role="alert">
      <ConsoleIcon name="warning" size={28} />
      <p class="souffleur-nothing-title">{t('common:failed')}</p>
      <p class="souffleur-nothing-hint">{errorWords(t, error)}</p>
      {onRetry && error.code !== 'forbidden' && (
        <Button kind="neutral" onPress={onRetry}>
          {t('common:retry')}
        </Button>
      )}
    </div>
  );
};

interface StateProps<T> {
  phase: Phase<T>;
  onRetry: () => void;
  lines?: number;
  children: (value: T) => ComponentChildren;
}

/** Loading, failure or the thing itself. */
export const State = <T,>({ phase, onRetry, lines, children }: StateProps<T>) => {
  if (phase.name === 'loading') return <Skeleton lines={lines} />;
  if (phase.name === 'failed') return <Failed error={phase.error} onRetry={onRetry} />;
  return <>{children(phase.value)}</>;
};

/** A sentence in a coloured box. */
export const Note = ({ kind = 'info', children }: { kind?: 'info' | 'good' | 'warn' | 'bad'; children: ComponentChildren }) => (
  <div class={`souffleur-note souffleur-note-${kind}`} role={kind === 'bad' ? 'alert' : undefined}>
    <ConsoleIcon name={kind === 'good' ? 'check' : kind === 'info' ? 'info' : 'warning'} />
    <div>{children}</div>
  </div>
);

/** A word about a state, e.g. "done". */
export const Badge = ({ kind = 'plain', children }: { kind?: 'plain' | 'good' | 'warn' | 'bad' | 'busy'; children: ComponentChildren }) => (
  <span class={`souffleur-badge souffleur-badge-${kind}`}>{children}</span>
);
