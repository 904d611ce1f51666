import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';

import { asApiError } from '../../../../api/errors.ts';
import { readPage } from '../../../../state/read.ts';
import { type LeadFound, readLead } from '../../../../state/rehearsals.ts';
import { useConsole, useTexts } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';

/** Milliseconds after the last key before the server is asked. */
const PAUSE = 250;
const SHOWN = 8;

interface Props {
  chosen: LeadFound | undefined;
  onChoose: (lead: LeadFound | undefined) => void;
  label?: string;
}

/** Finds a lead by its name or its number; without either, the newest. */
export const LeadPicker = ({ chosen, onChoose, label }: Props) => {
  const { api } = useConsole();
  const t = useTexts('rules');
  const id = useId();
  const words = useSignal('');
  const found = useSignal<readonly LeadFound[] | undefined>(undefined);
  const failure = useSignal('');
  const turn = useRef(0);

  const look = async (): Promise<void> => {
    const mine = (turn.current += 1);
    const asked = words.peek().trim();
    try {
      const [page, one] = await Promise.all([
        api.get(`/crm/leads?limit=${SHOWN}${asked && `&q=${encodeURIComponent(asked)}`}`),
        /^\d{1,19}$/u.test(asked) ? api.get(`/crm/leads/${asked}`).catch(() => undefined) : undefined,
      ]);
      if (mine !== turn.current) return;
      const byNumber = one ? [readLead(one)] : [];
      const byName = readPage(page, readLead).filter(({ crmId }) => crmId !== byNumber[0]?.crmId);
      found.value = [...byNumber, ...byName].slice(0, SHOWN);
      failure.value = '';
    } catch (thrown) {
      if (mine === turn.current) failure.value = errorWords(t, asApiError(thrown));
    }
  };
  useEffect(() => {
    if (chosen) return undefined;
    const timer = setTimeout(() => void look(), found.peek() ? PAUSE : 0);
    return () => clearTimeout(timer);
  }, [words.value, chosen === undefined]);
  useEffect(() => () => void (turn.current += 1), []);

  if (chosen) {
    return (
      <div class="souffleur-try-picked">
        <span>
          <strong>{chosen.name || t('rule-try:try.lead.nameless')}</strong>{' '}
          <span class="souffleur-muted">{t('rule-try:try.lead.number', { id: chosen.crmId })}</span>
        </span>
        <button type="button" class="souffleur-text-button" onClick={() => onChoose(undefined)}>
          {t('rule-try:try.lead.other')}
        </button>
      </div>
    );
  }
  return (
    <div class="souffleur-field">
      <label class="souffleur-field-label" for={id}>
        {label ?? t('rule-try:try.lead.label')}
      </label>
      <input
        id={id}
        class="souffleur-input"
        type="search"
        autocomplete="off"
        maxLength={100}
        placeholder={t('rule-try:try.lead.example')}
        value={words.value}
        onInput={({ currentTarget }) => (words.value = currentTarget.value)}
      />
      <p class="souffleur-field-hint" role="status">
        {failure.value || (found.value === undefined ? t('common:loading') : t('rule-try:try.lead.found', { count: found.value.length }))}
      </p>
      {found.value && found.value.length > 0 && (
        <ul class="souffleur-try-picks" aria-label={t('rule-try:try.lead.list')}>
          {found.value.map((lead) => (
            <li key={lead.crmId}>
              <button type="button" class="souffleur-try-pick" onClick={() => onChoose(lead)}>
                <span class="souffleur-try-pick-name">{lead.name || t('rule-try:try.lead.nameless')}</span>
                <span class="souffleur-muted">{t('rule-try:try.lead.number', { id: lead.crmId })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
