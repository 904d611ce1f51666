import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';

import { type Rule, TRIGGERS } from '../../../state/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { FilterBar, FilterField } from '../../parts/filters.tsx';
import { triggerWords } from './words.ts';

const KEYS = ['q', 'enabled', 'on'] as const;
/** Milliseconds after the last key. */
const PAUSE = 300;

/** The part of the address that the API takes. */
export const ruleQuery = (query: Readonly<Record<string, string>>): string =>
  new URLSearchParams(KEYS.flatMap((key) => (query[key] ? [[key, query[key]]] : []))).toString();

export const RuleFilters = ({ query, rules }: { query: Readonly<Record<string, string>>; rules: readonly Rule[] }) => {
  const { router, format } = useConsole();
  const t = useTexts('rules');
  const id = useId();
  const words = useSignal(query['q'] ?? '');
  useEffect(() => {
    words.value = query['q'] ?? '';
  }, [query['q']]);
  useEffect(() => {
    if (words.value === (query['q'] ?? '')) return undefined;
    const timer = setTimeout(() => router.setQuery({ q: words.peek() }), PAUSE);
    return () => clearTimeout(timer);
  }, [words.value]);
  // A rule may wait for an event that has no short name.
  const triggers = [...new Set([...Object.keys(TRIGGERS), ...(query['on'] ? [query['on']] : []), ...rules.map(({ trigger }) => trigger.on)])];
  const active = KEYS.filter((key) => query[key]).length;
  return (
    <FilterBar label={t('filters.label')} active={active}>
      <FilterField wide id={`${id}-q`} label={t('filters.q')}>
        <input
          id={`${id}-q`}
          class="souffleur-input"
          type="search"
          autocomplete="off"
          maxLength={100}
          placeholder={t('filters.q_example')}
          value={words.value}
          onInput={({ currentTarget }) => (words.value = currentTarget.value)}
        />
      </FilterField>
      <FilterField id={`${id}-enabled`} label={t('filters.enabled')}>
        <select
          id={`${id}-enabled`}
          class="souffleur-input souffleur-select"
          value={query['enabled'] ?? ''}
          onChange={({ currentTarget }) => router.setQuery({ enabled: currentTarget.value })}
        >
          <option value="">{t('filters.any')}</option>
          <option value="true">{t('filters.on')}</option>
          <option value="false">{t('filters.off')}</option>
        </select>
      </FilterField>
      <FilterField id={`${id}-on`} label={t('fields.trigger')}>
        <select
          id={`${id}-on`}
          class="souffleur-input souffleur-select"
          value={query['on'] ?? ''}
          onChange={({ currentTarget }) => router.setQuery({ on: currentTarget.value })}
        >
          <option value="">{t('filters.any')}</option>
          {triggers.map((on) => (
            <option key={on} value={on}>
              {triggerWords(t, format, { on })}
            </option>
          ))}
        </select>
      </FilterField>
      {active > 0 && (
        <Button kind="quiet" onPress={() => router.setQuery(Object.fromEntries(KEYS.map((key) => [key, undefined])))}>
          {t('filters.clear')}
        </Button>
      )}
    </FilterBar>
  );
};
