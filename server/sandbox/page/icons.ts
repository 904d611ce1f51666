import { html, type Markup } from './html.ts';

const PATHS = {
  dashboard: 'M3 12a9 9 0 1 1 18 0M12 12l4-4M5 17h14',
  leads: 'M5 4h14M5 9h14M5 14h9M5 19h5',
  chats: 'M4 5h16v11H9l-5 4z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  lists: 'M4 6h2M9 6h11M4 12h2M9 12h11M4 18h2M9 18h11',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  stats: 'M5 20V11M12 20V4M19 20v-7',
  settings: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2',
  back: 'M14 6l-6 6 6 6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  widgets: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
} as const;

export type IconName = keyof typeof PATHS;

export const icon = (name: IconName): Markup =>
  html`<svg
    class="icon"
    viewBox="0 0 24 24"
    width="22"
    height="22"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d="${PATHS[name]}"></path>
  </svg>`;
