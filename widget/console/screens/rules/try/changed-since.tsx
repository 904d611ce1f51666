import { type Definition } from '../../../../state/rules.ts';
import { useTexts } from '../../../context.ts';
import { Note } from '../../../parts/state.tsx';

/** What was found is about the rule as it was then. */
export const ChangedSince = ({ tried, now }: { tried: Definition; now: Definition }) => {
  const t = useTexts('rules');
  return JSON.stringify(tried) === JSON.stringify(now) ? null : <Note kind="warn">{t('rule-try:changed_since')}</Note>;
};
