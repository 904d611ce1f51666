import { type HookSummary } from '../../../state/hooks.ts';
import { useConsole, useTexts } from '../../context.ts';
import { Figures } from '../../parts/figures.tsx';
import { ATTENTION } from './words.ts';

/** The last day in figures, and what needs a look now. */
export const HookHead = ({ summary }: { summary: HookSummary }) => {
  const { format, router } = useConsole();
  const t = useTexts('hooks');
  const only = (state: string) => () => router.setQuery({ state });
  return (
    <Figures
      label={t('figures.label')}
      items={[
        {
          id: 'total',
          name: t('figures.total'),
          value: format.number(summary.total),
          note: summary.lastReceivedAt ? t('figures.last', { when: format.ago(summary.lastReceivedAt) }) : t('figures.never'),
        },
        { id: 'median', name: t('figures.median'), value: summary.medianMs === null ? '–' : format.duration(summary.medianMs), note: t('figures.median_note') },
        {
          id: 'waiting',
          name: t('figures.waiting'),
          value: format.number(summary.waiting),
          note: summary.oldestWaitingAt ? t('figures.oldest', { when: format.ago(summary.oldestWaitingAt) }) : t('figures.none_waiting'),
          press: summary.waiting > 0 ? only('received') : undefined,
        },
        {
          id: 'failed',
          name: t('figures.failed'),
          value: format.number(summary.failed),
          tone: summary.failed > 0 ? 'bad' : undefined,
          note: summary.failed > 0 ? t('figures.failed_today', { count: summary.failedToday }) : t('figures.none_failed'),
          press: summary.failed > 0 ? only(ATTENTION) : undefined,
        },
      ]}
    />
  );
};
