import { html, type Markup } from '../html.ts';
import { type Texts } from '../texts.ts';

/** The tiles are drawn in the browser from the same list the widgets are loaded from. */
export const integrationsPage = (texts: Texts): Markup =>
  html`<div id="work_area" class="work-area work-area_settings">
    <div class="list__top">
      <h1 class="list__top__preset content__top__preset">${texts.settings}<span class="list__top__crumb">${texts.integrations}</span></h1>
      <nav class="settings-menu js-settings-menu" id="settings_menu"></nav>
    </div>
    <div id="list_page_holder" class="list-page-holder custom-scroll"><div class="widgets-tiles" id="widgets_tiles" data-empty="${texts.noWidget}"></div></div>
  </div>`;

/** Empty on purpose: the page belongs to the widget (`advancedSettings`). */
export const advancedPage = (code: string, title: string): Markup =>
  html`<div id="work_area" class="work-area work-area_advanced">
    <div class="list__top list__body-right__top"><h1 class="list__top__preset content__top__preset">${title}</h1></div>
    <div id="list_page_holder" class="list-page-holder custom-scroll"><div id="work-area-${code}" class="work-area__widget"></div></div>
  </div>`;

/** Kommo shows these settings to administrators only. */
export const deniedPage = (texts: Texts): Markup =>
  html`<div id="work_area" class="work-area work-area_missing">
    <p class="work-area__missing">${texts.noAccess}</p>
    <a class="button-input" href="/leads/list/" data-nav>${texts.leads}</a>
  </div>`;

export const missingPage = (texts: Texts): Markup =>
  html`<div id="work_area" class="work-area work-area_missing">
    <p class="work-area__missing">${texts.notFound}</p>
    <a class="button-input" href="/leads/list/" data-nav>${texts.leads}</a>
  </div>`;
