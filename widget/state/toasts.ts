import { signal, type ReadonlySignal } from '@preact/signals';

export interface Toast {
  id: number;
  kind: 'done' | 'bad';
  text: string;
  action?: { label: string; press: () => void };
}

export interface Toasts {
  readonly items: ReadonlySignal<readonly Toast[]>;
  /** Goes by itself after a while. */
  done(text: string, action?: Toast['action']): void;
  /** Stays until it is closed. */
  bad(text: string, action?: Toast['action']): void;
  drop(id: number): void;
  close(): void;
}

const MOST = 4;

export const createToasts = (life = 6000): Toasts => {
  const items = signal<readonly Toast[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let count = 0;
  const drop = (id: number): void => {
    items.value = items.value.filter((toast) => toast.id !== id);
  };
  const add = (kind: Toast['kind'], text: string, action: Toast['action']): number => {
    count += 1;
    const same = items.value.filter((toast) => toast.kind !== kind || toast.text !== text);
    items.value = [...same, { id: count, kind, text, action }].slice(-MOST);
    return count;
  };
  return {
    items,
    done(text, action) {
      const id = add('done', text, action);
      timers.add(setTimeout(() => drop(id), life));
    },
    bad: (text, action) => void add('bad', text, action),
    drop,
    close() {
      for (const timer of timers) clearTimeout(timer);
      items.value = [];
    },
  };
};
