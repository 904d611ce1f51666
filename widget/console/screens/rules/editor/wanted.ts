import { type RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

import { useEditor } from './editor-context.ts';

const PLACES = {
  field: ['.souffleur-part-body :is(input, select, textarea):not(:disabled)', '[data-grip]', 'button'],
  grip: ['[data-grip]', 'button'],
} as const;

/** Takes the focus after drawing when this node is wanted. */
export const useWanted = (key: string, box: RefObject<HTMLElement | null>): void => {
  const { wanted } = useEditor();
  useLayoutEffect(() => {
    if (wanted.current?.key !== key) return;
    const places = PLACES[wanted.current.on];
    wanted.current = undefined;
    for (const place of places) {
      const found = box.current?.querySelector<HTMLElement>(place);
      if (found) return found.focus();
    }
  });
};
