const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  warning: 'M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.6v.4',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  shield: 'M8 1.8 13 4v4c0 3-2.2 5.2-5 6.2C5.2 13.200 3 11 3 8V4z',
  bubble: 'M2 3h12v8H7l-3 2.500V11H2z',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1 1H3zM6.8 14.2h2.4',
} as const;

/** Decorative: the text beside it says the same. */
export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg
    class={`souffleur-icon souffleur-icon-${name}`}
    viewBox="0 0 16 16"
    width="14"
    height="14"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
);
