import { html, type Markup } from '../html.ts';
import { icon } from '../icons.ts';
import { type Texts } from '../texts.ts';

/** Kommo's right panel. `render_template` puts blocks into `.card-widgets__elements`. */
export const widgetsPanel = (texts: Texts): Markup =>
  html`<aside id="widgets_block" class="card-widgets custom-scroll" aria-label="${texts.widgets}">
    <div class="card-widgets__top">
      <button type="button" class="card-widgets__toggle js-card-widgets-on-off" title="${texts.widgets}">${icon('widgets')}</button
      ><span class="card-widgets__title">${texts.widgets}</span>
    </div>
    <div id="nano-card-widgets" class="js-card-widgets-on"><div class="card-widgets__elements"></div></div>
  </aside>`;
