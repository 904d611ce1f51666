import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';

import { RUN_STATES } from '../../../../state/rule-runs.ts';
import { type Rule } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { FilterBar, FilterField } from '../../../parts/filters.tsx';
import { toIso, toLocal } from '../../../parts/local-time.ts';

const KEYS = ['rule', 'state', 'lead', 'from', 'to'] as const;
const NAMES = { rule: 'ruleId', state: 'state', lead: 'leadId', from: 'from', to: 'to' } as const;
type Query = Readonly<Record<string, string>>;

/** The part of the address that the API takes. */
export const runQuery = (query: Query, ruleId?: string): string =>
  new URLSearchParams(KEYS.flatMap((key) => (key === 'rule' && ruleId ? [['ruleId', ruleId]] : query[key] ? [[NAMES[key], query[key]]] : []))).toString();

export const isFiltered = (query: Query, ruleId?: string): boolean => KEYS.some((key) => query[key] && !(key === 'rule' && ruleId));

/** Kept in the address, so that a filtered log can be sent to somebody. `rules`: absent inside one rule. */
export const RunFilters = ({ query, rules }: { query: Query; rules: readonly Rule[] | undefined }) => {
  const { router } = useConsole();
  const t = useTexts('rules');
  const id = useId();
  const lead = useSignal(query['lead'] ?? '');
  useEffect(() => {
    lead.value = query['lead'] ?? '';
  }, [query['lead']]);
  const put = (key: (typeof KEYS)[number], value: string | undefined): void => router.setQuery({ [key]: value || undefined });
  const active = KEYS.filter((key) => query[key] && (key !== 'rule' || rules)).length;
  const time = (key: 'from' | 'to') => (
    <FilterField wide id={`${id}-${key}`} label={t(`rule-runs:filters.${key}`)}>
      <input
        id={`${id}-${key}`}
        class="souffleur-input"
        type="datetime-local"
        value={toLocal(query[key])}
        onChange={({ currentTarget }) => put(key, toIso(currentTarget.value))}
      />
    </FilterField>
  );
  return (
    <FilterBar label={t('rule-runs:filters.label')} active={active}>
      {rules && (
        <FilterField id={`${id}-rule`} label={t('one')}>
          <select
            id={`${id}-rule`}
            class="souffleur-input souffleur-select"
            value={query['rule'] ?? ''}
            onChange={({ currentTarget }) => put('rule', currentTarget.value)}
          >
            <option value="">{t('rule-runs:filters.any')}</option>
            {rules.map((rule) => (
              <option key={rule.id} value={rule.id}>
                {rule.name}
              </option>
            ))}
          </select>
        </FilterField>
      )}
      <FilterField id={`${id}-state`} label={t('rule-runs:columns.state')}>
        <select
          id={`${id}-state`}
          class="souffleur-input souffleur-select"
          value={query['state'] ?? ''}
          onChange={({ currentTarget }) => put('state', currentTarget.value)}
        >
          <option value="">{t('rule-runs:filters.any')}</option>
          {RUN_STATES.map((state) => (
            <option key={state} value={state}>
              {t(`rule-runs:states.${state}`)}
            </option>
          ))}
        </select>
      </FilterField>
      <FilterField id={`${id}-lead`} label={t('rule-runs:filters.lead')}>
        <input
          id={`${id}-lead`}
          class="souffleur-input"
          inputMode="numeric"
          autocomplete="off"
          maxLength={19}
          placeholder={t('rule-runs:filters.lead_example')}
          value={lead.value}
          onInput={({ currentTarget }) => (lead.value = currentTarget.value.replace(/\D/gu, ''))}
          onChange={() => put('lead', lead.value)}
          onKeyDown={(event) => event.key === 'Enter' && put('lead', lead.value)}
        />
      </FilterField>
      {time('from')}
      {time('to')}
      {active > 0 && (
        <Button kind="quiet" onPress={() => router.setQuery(Object.fromEntries(KEYS.map((key) => [key, undefined])))}>
          {t('rule-runs:filters.clear')}
        </Button>
      )}
    </FilterBar>
  );
};
