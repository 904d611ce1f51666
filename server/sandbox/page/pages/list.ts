import { html, type Markup } from '../html.ts';
import { icon } from '../icons.ts';
import { type LeadView } from '../reading.ts';
import { type Texts } from '../texts.ts';
import { widgetsPanel } from './panel.ts';

export interface ListPage {
  leads: readonly LeadView[];
  /** Of the account; the list shows the newest. */
  total: number;
  texts: Texts;
  money(amount: number): string;
  date(at: number): string;
}

/** The chip's colour comes from the pipeline; a style attribute would need `unsafe-inline`, an SVG attribute does not. */
const chip = ({ status, pipeline }: LeadView): Markup =>
  html`<span class="stage-chip" title="${pipeline?.name}"
    ><svg class="stage-chip__dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <circle cx="5" cy="5" r="5" fill="${status?.color ?? '#ccc'}"></circle></svg
    >${status?.name}</span
  >`;

const row = (view: LeadView, page: ListPage): Markup => {
  const [contact] = view.contacts;
  return html`<tr class="list-row js-list-row" data-id="${view.lead.id}">
    <td class="list-row__cell list-row__cell_check"><input type="checkbox" class="js-list-check" value="${view.lead.id}" aria-label="${view.lead.name}" /></td>
    <td class="list-row__cell">
      <a class="list-row__link" href="/leads/detail/${view.lead.id}" data-nav>${view.lead.name}</a
      >${view.tags.map((tag) => html` <span class="tag">${tag}</span>`)}
    </td>
    <td class="list-row__cell">${contact?.name}</td>
    <td class="list-row__cell">${chip(view)}</td>
    <td class="list-row__cell">${view.responsible}</td>
    <td class="list-row__cell list-row__cell_number">${page.money(view.lead.price)}</td>
    <td class="list-row__cell list-row__cell_date">${page.date(view.lead.created_at)}</td>
  </tr>`;
};

export const listPage = (page: ListPage): Markup => {
  const { leads, texts } = page;
  return html`<div id="work_area" class="work-area work-area_list">
    <div class="list__top">
      <h1 class="list__top__preset content__top__preset">${texts.leads}</h1>
      <span class="list__top__count">${page.total}</span>
      <div class="list-multiple-actions" id="list_actions" hidden>
        <span class="list-multiple-actions__count"></span>
        <div class="list-multiple-actions__more">
          <button type="button" class="button-input js-list-more" aria-haspopup="true" aria-expanded="false">${icon('more')} ${texts.more}</button>
          <ul class="list-multiple-actions__menu" id="list_more_menu" hidden></ul>
        </div>
      </div>
      <a class="button-input button-input_blue list__top__add" href="/leads/add/" data-nav>${texts.addLead}</a>
    </div>
    <div id="list_page_holder" class="list-page-holder custom-scroll">
      <table class="list-table" id="list_table">
        <thead>
          <tr class="list-table__head">
            <th class="list-row__cell_check"><input type="checkbox" class="js-list-check-all" aria-label="${texts.leads}" /></th>
            <th>${texts.name}</th>
            <th>${texts.contact}</th>
            <th>${texts.stage}</th>
            <th>${texts.responsible}</th>
            <th class="list-row__cell_number">${texts.sale}</th>
            <th>${texts.created}</th>
          </tr>
        </thead>
        <tbody>
          ${leads.map((view) => row(view, page))}${
            leads.length === 0 &&
            html`<tr>
              <td class="list-row__empty" colspan="7">${texts.searchNothing}</td>
            </tr>`
          }
        </tbody>
      </table>
    </div>
    ${widgetsPanel(texts)}
    <div id="card_widgets_overlay" class="card-widgets-overlay" hidden></div>
  </div>`;
};
