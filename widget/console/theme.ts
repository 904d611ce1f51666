import { signal, type ReadonlySignal } from '@preact/signals';

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface Theme {
  readonly choice: ReadonlySignal<ThemeChoice>;
  choose(choice: ThemeChoice): void;
  close(): void;
}

/** The theme of our own page: the system's, or the person's for this visit. Inside Kommo its page decides. */
export const createTheme = (page: Document = document): Theme => {
  const choice = signal<ThemeChoice>('system');
  const gone = new AbortController();
  const system = page.defaultView?.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const dark = choice.value === 'dark' || (choice.value === 'system' && system?.matches === true);
    page.documentElement.dataset['colorScheme'] = dark ? 'dark' : 'light';
  };
  system?.addEventListener('change', apply, { signal: gone.signal });
  apply();
  return {
    choice,
    choose(next) {
      choice.value = next;
      apply();
    },
    close() {
      gone.abort();
      delete page.documentElement.dataset['colorScheme'];
    },
  };
};
