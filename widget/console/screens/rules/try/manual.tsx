import { useSignal } from '@preact/signals';

import { asApiError } from '../../../../api/errors.ts';
import { type LeadFound } from '../../../../state/rehearsals.ts';
import { type Rule } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Note } from '../../../parts/state.tsx';
import { LeadPicker } from './leads.tsx';

/** A rule that waits for a person: run for one lead, for real, after the lead was chosen and named. */
export const RunNow = ({ rule, locked = false }: { rule: Rule; /** What is on the screen is not what would run. */ locked?: boolean }) => {
  const { api, router, toasts } = useConsole();
  const t = useTexts('rules');
  const open = useSignal(false);
  const lead = useSignal<LeadFound | undefined>(undefined);
  const busy = useSignal(false);
  const failure = useSignal('');
  const run = async (): Promise<void> => {
    if (!lead.value || busy.value) return;
    busy.value = true;
    failure.value = '';
    try {
      await api.write('POST', `/rules/${rule.id}/run`, { leadId: lead.value.crmId });
      open.value = false;
      toasts.done(t('rule-try:manual.done', { name: lead.value.name || lead.value.crmId }), {
        label: t('rule-try:manual.see'),
        press: () => router.go(`rules/${rule.id}`, { tab: 'runs' }),
      });
    } catch (thrown) {
      const error = asApiError(thrown);
      failure.value = error.code === 'rule_disabled' ? t('rule-try:manual.off') : errorWords(t, error);
    } finally {
      busy.value = false;
    }
  };
  if (rule.trigger.on !== 'manual') return null;
  return (
    <>
      <span class="souffleur-rule-run">
        <Button kind="neutral" disabled={!rule.enabled || locked} onPress={() => ((lead.value = undefined), (failure.value = ''), (open.value = true))}>
          {t('rule-try:manual.do')}
        </Button>
      </span>
      {open.value && (
        <Dialog
          title={t('rule-try:manual.title', { name: rule.name })}
          onClose={() => (open.value = false)}
          actions={
            <>
              <Button kind="primary" busy={busy.value} disabled={!lead.value} onPress={() => void run()}>
                {t('rule-try:manual.yes')}
              </Button>
              <Button kind="neutral" disabled={busy.value} onPress={() => (open.value = false)}>
                {t('common:cancel')}
              </Button>
            </>
          }
        >
          <div class="souffleur-stack">
            <p class="souffleur-paragraph">{t('rule-try:manual.text')}</p>
            <LeadPicker chosen={lead.value} onChoose={(next) => (lead.value = next)} />
            {failure.value && <Note kind="bad">{failure.value}</Note>}
          </div>
        </Dialog>
      )}
    </>
  );
};
