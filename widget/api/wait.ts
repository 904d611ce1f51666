/** Milliseconds before try number `attempt` (from 0): doubles from `first` to `most`, with jitter so that clients spread out. */
export const backOff = (attempt: number, first: number, most: number, random = Math.random): number =>
  Math.min(most, first * 2 ** attempt) * (0.5 + random() / 2);

/** Resolves after `ms`, or rejects when `signal` aborts. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Stopped', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
