/** What surrounds every page: the sandbox's own bar, Kommo's menu, and the holder that in-app navigation fills. */
import { html, jsonBlock, type Markup } from './html.ts';
import { icon, type IconName } from './icons.ts';
import { type PageData } from './page-data.ts';
import { type Texts } from './texts.ts';
import { LANGUAGES, MODES, THEMES, type View } from './view.ts';

export const VENDOR = '/_page/vendor';
export const BROWSER = '/_page/browser';
const STYLES = ['palette', 'page', 'menu', 'notifications', 'bar', 'card', 'feed', 'list', 'settings', 'narrow'];

const choice = (key: string, label: string, options: readonly { value: string; label: string; on: boolean }[], hint = ''): Markup =>
  html`<span class="sandbox-bar__group" ${hint !== '' && html` title="${hint}"`}
    ><span class="sandbox-bar__label">${label}</span>${options.map(
      (option) => html`<a class="sandbox-bar__option" href="?${key}=${option.value}" ${option.on && html` aria-current="true"`}>${option.label}</a>`,
    )}</span
  >`;

const bar = (view: View, texts: Texts): Markup =>
  html`<header class="sandbox-bar" id="sandbox_bar">
    <span class="sandbox-bar__tag">${texts.sandbox}</span><span class="sandbox-bar__note">${texts.sandboxNote}</span>
    ${choice('user', texts.sandboxUser, [
      { value: 'admin', label: texts.sandboxAdmin, on: view.user.is_admin },
      { value: 'rep', label: texts.sandboxRep, on: !view.user.is_admin },
    ])}
    ${choice(
      'lang',
      '',
      LANGUAGES.map((lang) => ({ value: lang, label: lang, on: view.lang === lang })),
    )}
    ${choice(
      'theme',
      texts.sandboxTheme,
      THEMES.map((theme) => ({ value: theme, label: theme === 'dark' ? texts.sandboxDark : texts.sandboxLight, on: view.theme === theme })),
    )}
    ${choice(
      'mode',
      texts.sandboxMode,
      MODES.map((mode) => ({ value: mode, label: mode, on: view.mode === mode })),
      texts.sandboxModeHint,
    )}
  </header>`;

const item = (name: IconName, label: string, href?: string): Markup =>
  href === undefined
    ? html`<span class="left-menu__item left-menu__item_off" aria-hidden="true">${icon(name)}</span>`
    : html`<a class="left-menu__item" href="${href}" data-nav title="${label}">${icon(name)}<span class="left-menu__text">${label}</span></a>`;

/** The links beside it are filled in the browser: they change when a widget is installed. */
const settingsItem = (texts: Texts): Markup =>
  html`<div class="left-menu__section">
    ${item('settings', texts.settings, '/settings/widgets/')}
    <div class="left-menu__submenu js-settings-menu" id="left_menu_settings"></div>
  </div>`;

const menu = (view: View, texts: Texts): Markup =>
  html`<nav class="left-menu" id="left_menu">
    <span class="left-menu__user" title="${view.user.name}">${initials(view.user.name)}</span>
    ${item('dashboard', '')}${item('leads', texts.leads, '/leads/list/')}${item('chats', '')}${item('calendar', '')}${item('lists', '')}${item('mail', '')}${item('stats', '')}${settingsItem(texts)}
  </nav>`;

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => (word === '' ? '' : String.fromCodePoint(word.codePointAt(0) ?? 0)))
    .join('')
    .toUpperCase();

/** A page in full. In-app navigation takes `#page_holder`, the data block and the title out of it. */
export const document = (title: string, view: View, data: PageData, content: Markup): string =>
  `<!doctype html>${
    html`<html lang="${view.lang}" data-color-scheme="${view.theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${STYLES.map((name) => html`<link rel="stylesheet" href="${BROWSER}/${name}.css" />`)}
        <script src="${VENDOR}/require.js" defer></script>
        <script src="${BROWSER}/start.js" defer></script>
      </head>
      <body class="body">
        ${bar(view, data.texts)}
        <div class="page">
          ${menu(view, data.texts)}
          <main class="page__holder" id="page_holder">${content}</main>
        </div>
        ${jsonBlock('sandbox_page', data)}
      </body>
    </html>`.text
  }`;
