import { useEffect, useRef } from 'preact/hooks';

/** Calls of a busy moment become one: at once for the first, and one more for all that came within `ms`. */
export const useGathered = (work: () => void, ms = 700): (() => void) => {
  const latest = useRef(work);
  latest.current = work;
  const state = useRef<{ timer: ReturnType<typeof setTimeout> | undefined; again: boolean }>({ timer: undefined, again: false });
  useEffect(() => () => clearTimeout(state.current.timer), []);
  return useRef(() => {
    const now = state.current;
    if (now.timer !== undefined) {
      now.again = true;
      return;
    }
    const rest = (): void => {
      now.timer = undefined;
      if (!now.again) return;
      now.again = false;
      now.timer = setTimeout(rest, ms);
      latest.current();
    };
    now.timer = setTimeout(rest, ms);
    latest.current();
  }).current;
};
