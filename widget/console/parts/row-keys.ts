const MOVES: Record<string, number | 'first' | 'last'> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, Home: 'first', End: 'last' };

/** Arrows (and j, k) walk through the rows of the table around which it hears; Enter is the link's own. */
export const rowKeys = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
  const move = MOVES[event.key];
  const { target } = event;
  if (move === undefined || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement) || !target.matches('.souffleur-row-link'))
    return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.souffleur-row-link')];
  const next = move === 'first' ? 0 : move === 'last' ? links.length - 1 : links.indexOf(target) + move;
  if (!links[next]) return;
  event.preventDefault();
  links[next].focus();
};
