import { useSignal } from '@preact/signals';

import { type Definition } from '../../../../state/rules.ts';
import { useTexts } from '../../../context.ts';
import { DryRun } from './dry-run.tsx';
import { Replay } from './replay.tsx';

interface Props {
  /** Absent: not saved yet. */
  ruleId?: string | undefined;
  /** As it is on the screen now. */
  definition: Definition;
}

const WAYS = ['once', 'past'] as const;

/** Tries a rule without any effect: on one event, or on everything that happened lately. */
export default function TryPanel({ ruleId, definition }: Props) {
  const t = useTexts('rules');
  const way = useSignal<(typeof WAYS)[number]>('once');
  return (
    <div class="souffleur-try">
      <div class="souffleur-segments" role="group" aria-label={t('rule-try:try.title')}>
        {WAYS.map((one) => (
          <button key={one} type="button" class="souffleur-segment" aria-pressed={way.value === one} onClick={() => (way.value = one)}>
            {t(`rule-try:try.ways.${one}`)}
          </button>
        ))}
      </div>
      {/* Both stay: a replay goes on while the other is looked at. */}
      <div hidden={way.value !== 'once'}>
        <DryRun ruleId={ruleId} definition={definition} />
      </div>
      <div hidden={way.value !== 'past'}>
        <Replay ruleId={ruleId} definition={definition} />
      </div>
    </div>
  );
}
