import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';

import { HOOK_STATES } from '../../../state/hooks.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { FilterBar, FilterField } from '../../parts/filters.tsx';
import { ATTENTION, eventWords, FAMILIES } from './words.ts';

const EVENTS = [
  'message.received',
  'message.sent',
  'lead.created',
  'lead.updated',
  'lead.stage_changed',
  'lead.responsible_changed',
  'lead.deleted',
  'task.created',
  'task.completed',
  'call.finished',
  'call.missed',
] as const;
const KEYS = ['state', 'kind', 'lead', 'from', 'to'] as const;

/** `2026-11-20T14:05` of the browser's own clock to the ISO time of the API, and back. */
const toIso = (local: string): string | undefined => {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
};
const toLocal = (iso: string | undefined): string => {
  const at = new Date(iso ?? '');
  return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Kept in the address, so that a filtered list can be sent to somebody. */
export const HookFilters = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { router } = useConsole();
  const t = useTexts('hooks');
  const id = useId();
  const lead = useSignal(query['lead'] ?? '');
  useEffect(() => {
    lead.value = query['lead'] ?? '';
  }, [query['lead']]);
  const put = (key: (typeof KEYS)[number], value: string | undefined): void => router.setQuery({ [key]: value || undefined });
  const active = KEYS.filter((key) => query[key]).length;
  return (
    <FilterBar label={t('filters.label')} active={active}>
      <FilterField id={`${id}-state`} label={t('filters.state')}>
        <select
          id={`${id}-state`}
          class="souffleur-input souffleur-select"
          value={query['state'] ?? ''}
          onChange={({ currentTarget }) => put('state', currentTarget.value)}
        >
          <option value="">{t('filters.any')}</option>
          <option value={ATTENTION}>{t('figures.failed')}</option>
          {HOOK_STATES.filter((state) => state !== 'processing').map((state) => (
            <option key={state} value={state}>
              {t(`states.${state}`)}
            </option>
          ))}
        </select>
      </FilterField>
      <FilterField id={`${id}-kind`} label={t('filters.kind')}>
        <select
          id={`${id}-kind`}
          class="souffleur-input souffleur-select"
          value={query['kind'] ?? ''}
          onChange={({ currentTarget }) => put('kind', currentTarget.value)}
        >
          <option value="">{t('filters.any')}</option>
          <optgroup label={t('filters.families')}>
            {FAMILIES.map((family) => (
              <option key={family} value={family}>
                {t(`families.${family}`)}
              </option>
            ))}
          </optgroup>
          <optgroup label={t('filters.events')}>
            {EVENTS.map((name) => (
              <option key={name} value={name}>
                {eventWords(t, name)}
              </option>
            ))}
          </optgroup>
        </select>
      </FilterField>
      <FilterField id={`${id}-lead`} label={t('filters.lead')}>
        <input
          id={`${id}-lead`}
          class="souffleur-input"
          inputMode="numeric"
          autocomplete="off"
          maxLength={19}
          placeholder={t('filters.lead_example')}
          value={lead.value}
          onInput={({ currentTarget }) => (lead.value = currentTarget.value.replace(/\D/gu, ''))}
          onChange={() => put('lead', lead.value)}
          onKeyDown={(event) => event.key === 'Enter' && put('lead', lead.value)}
        />
      </FilterField>
      <FilterField wide id={`${id}-from`} label={t('filters.from')}>
        <input
          id={`${id}-from`}
          class="souffleur-input"
          type="datetime-local"
          value={toLocal(query['from'])}
          onChange={({ currentTarget }) => put('from', toIso(currentTarget.value))}
        />
      </FilterField>
      <FilterField wide id={`${id}-to`} label={t('filters.to')}>
        <input
          id={`${id}-to`}
          class="souffleur-input"
          type="datetime-local"
          value={toLocal(query['to'])}
          onChange={({ currentTarget }) => put('to', toIso(currentTarget.value))}
        />
      </FilterField>
      {active > 0 && (
        <Button kind="quiet" onPress={() => router.setQuery(Object.fromEntries(KEYS.map((key) => [key, undefined])))}>
          {t('filters.clear')}
        </Button>
      )}
    </FilterBar>
  );
};

/** The part of the address that the API takes. */
export const apiQuery = (query: Readonly<Record<string, string>>): string =>
  new URLSearchParams(KEYS.flatMap((key) => (query[key] ? [[key, query[key]]] : []))).toString();
