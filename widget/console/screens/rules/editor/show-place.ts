import { idOf } from '../../../form/field-row.tsx';
import { type EditorParts } from './editor-context.ts';
import { formOf } from './part-card.tsx';

const IDS: Record<string, string> = {
  name: 'souffleur-rule-name',
  trigger: 'souffleur-rule-trigger',
  'trigger.at': 'souffleur-rule-at',
  'trigger.amount': 'souffleur-rule-amount',
  priority: 'souffleur-rule-priority',
  cooldown: 'souffleur-rule-cooldown',
};

const within = (id: string): HTMLElement | null => {
  const box = document.getElementById(id);
  return box?.matches('input, select, textarea, button') ? box : (box?.querySelector<HTMLElement>('input, select, textarea, button') ?? null);
};

/** Puts the focus where something is wrong, after what hides it is open. */
export const focusPlace = (place: string, { opened }: Pick<EditorParts, 'opened'>): void => {
  const [key = '', path = ''] = place.split('/');
  if (place.includes('/')) opened.value = new Set([...opened.peek(), key]);
  requestAnimationFrame(() => {
    if (!place.includes('/')) return (within(IDS[place] ?? '') ?? document.querySelector<HTMLElement>('.souffleur-days input'))?.focus();
    if (path !== '') return within(idOf(formOf(key), path))?.focus();
    document.querySelector<HTMLElement>(`[data-grip="${CSS.escape(key)}"], [data-tree="${CSS.escape(key)}"] .souffleur-add-bar button`)?.focus();
  });
};
