const PATHS = {
  home: 'M2.5 7.5 8 3l5.5 4.5V13h-4V9.5h-3V13h-4z',
  chart: 'M2.5 13.5h11M4 11V7.5M8 11V3.5M12 11V6',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1 1H3zM6.8 14.2h2.4',
  people:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13c.3-2.4 2-3.7 4.2-3.7s3.9 1.3 4.2 3.7M10.5 3.2a2.2 2.2 0 0 1 0 4.2M12 9.6c1.3.5 2.1 1.6 2.3 3.4',
  person: 'M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.3-2.6 2.2-4 5-4s4.7 1.4 5 4',
  gear: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4',
  plug: 'M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0zM8 11.5V14',
  inbox: 'M2.5 9 4.5 3h7l2 6v4h-11zM2.5 9H6l.8 1.5h2.4L10 9h3.5',
  pulse: 'M1.5 8.5h3l2-5 3 9 2-4h3',
  phone: 'M3 3.2 5.2 2.5l1.3 3-1.3 1.2c.7 1.6 1.8 2.7 3.4 3.4l1.2-1.3 3 1.3-.7 2.2c-5.2.7-9.8-3.9-9.1-9.1z',
  book: 'M8 4C6.5 2.9 4.5 2.6 2.5 2.8v9.4c2-.2 4 .1 5.5 1.2 1.5-1.1 3.5-1.4 5.5-1.2V2.8C11.5 2.6 9.5 2.9 8 4zm0 0v9.4',
  robot: 'M3 6h10v7H3zM8 6V3.5M6 9v1M10 9v1M1.5 8.5v2M14.5 8.5v2M8 3.3v.2',
  script: 'M4 2h6l2.5 2.5V14H4zM6.2 6.5h4M6.2 9h4M6.2 11.5h2.5',
  branch:
    'M4.5 5v6M4.5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 5c0 3-3 3.5-7 4',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.5',
  refresh: 'M13 6.5A5.3 5.3 0 0 0 3.3 5.6M3 9.5a5.3 5.3 0 0 0 9.7.9M3 2.8v3h3M13 13.2v-3h-3',
  bubble: 'M2 3h12v8H7l-3 2.5V11H2z',
  flask: 'M6.5 2v4L3 12.2c-.4.8.1 1.8 1 1.8h8c.9 0 1.4-1 1-1.8L9.5 6V2M5.5 2h5M4.8 10h6.4',
  flag: 'M4 14V2.5M4 3h8l-1.8 2.7L12 8.5H4',
  check: 'M3 8.5 6.5 12 13 4.5',
  warning: 'M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.6v.4',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.2v4M8 4.9v.3',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 14 14',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  down: 'M4 6.2l4 4 4-4',
  up: 'M4 9.8l4-4 4 4',
  right: 'M6.2 4l4 4-4 4',
  left: 'M9.8 4l-4 4 4 4',
  plus: 'M8 3v10M3 8h10',
  trash: 'M3 4.5h10M6 4.5V2.8h4v1.7M4.2 4.5l.7 9h6.2l.7-9',
  pencil: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z',
  external: 'M9 3h4v4M13 3 7.5 8.5M11 9v4H3V5h4',
  download: 'M8 2.5v7M5 7l3 3 3-3M3 13.5h10',
  filter: 'M2.5 3.5h11L9.5 8.5v4l-3 1v-5z',
  play: 'M4.5 3l8 5-8 5z',
  pause: 'M5 3v10M11 3v10',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  undo: 'M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.5 4 3 6.5 5.5 9',
  redo: 'M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M10.5 4 13 6.5 10.5 9',
  grip: 'M6 3.8v.4M10 3.8v.4M6 7.8v.4M10 7.8v.4M6 11.8v.4M10 11.8v.4',
  more: 'M3.5 7.8v.4M8 7.8v.4M12.5 7.8v.4',
  puzzle: 'M2.5 5h3a1.6 1.6 0 1 1 3.2 0h3.3v3.2a1.6 1.6 0 1 1 0 3.2v2.1H2.5z',
  dash: 'M3.5 8h9',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13 9.8A5.5 5.5 0 0 1 6.2 3a5.5 5.5 0 1 0 6.8 6.8z',
} as const;

export type ConsoleIconName = keyof typeof PATHS;

/** Names come from outside as well: from plugins and templates. */
export const isConsoleIcon = (name: string): name is ConsoleIconName => Object.hasOwn(PATHS, name);

/** Decorative: the text beside it, or its button's name, says the same. */
export const ConsoleIcon = ({ name, size = 16 }: { name: ConsoleIconName; size?: number }) => (
  <svg
    class="souffleur-icon"
    viewBox="0 0 16 16"
    width={size}
    height={size}
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
);
