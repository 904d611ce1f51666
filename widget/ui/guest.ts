/** How our roots behave inside the CRM's page. */

/** Events that mean something to the CRM's own page: its "Save" bar listens to changes, its shortcuts to keys. */
export const OURS_ALONE = ['input', 'change', 'keydown', 'keyup', 'keypress', 'paste'];

/** Calls `then` with the element as soon as it is in the page, unless `signal` aborts first. */
export const whenThere = (find: () => HTMLElement | undefined, signal: AbortSignal, then: (element: HTMLElement) => void): void => {
  const now = find();
  if (now) {
    then(now);
    return;
  }
  const watcher = new MutationObserver(() => {
    const element = find();
    if (!element) return;
    watcher.disconnect();
    then(element);
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  signal.addEventListener('abort', () => watcher.disconnect(), { once: true });
};
