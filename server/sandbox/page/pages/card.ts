import { html, type Markup } from '../html.ts';
import { icon } from '../icons.ts';
import { type ContactView, type LeadView } from '../reading.ts';
import { initials } from '../shell.ts';
import { type Texts } from '../texts.ts';
import { type Pipeline } from '../../kommo/types.ts';
import { type PageLanguage } from '../view.ts';
import { actMenu } from './act-menu.ts';
import { widgetsPanel } from './panel.ts';

export interface CardPage {
  /** Absent: a card that is not saved yet. */
  view: LeadView | undefined;
  pipelines: readonly Pipeline[];
  texts: Texts;
  lang: PageLanguage;
  money(amount: number): string;
  /** Unix seconds in, local date out. */
  date(at: number): string;
}

const field = (label: string, value: Markup | string, name = ''): Markup =>
  html`<div class="linked-form__field" ${name !== '' && html` data-field="${name}"`}>
    <span class="linked-form__field__label">${label}</span><span class="linked-form__field__value">${value}</span>
  </div>`;

/** A phone or e-mail with the menu that widgets add their actions to. */
const contactField = (label: string, kind: 'phone' | 'email', value: string, contact: ContactView): Markup =>
  html`<div class="linked-form__field">
    <span class="linked-form__field__label">${label}</span>
    <span class="linked-form__field__value control-${kind}"
      ><button
        type="button"
        class="control-${kind}__value js-field-menu"
        data-type="${kind}"
        data-value="${value}"
        data-contact-id="${contact.id}"
        aria-haspopup="true"
      >
        ${value}
      </button></span
    >
  </div>`;

const contactBlock = (contact: ContactView, texts: Texts): Markup =>
  html`<section class="linked-contact" data-id="${contact.id}">
    <div class="linked-contact__head">
      <span class="avatar avatar_contact" aria-hidden="true">${initials(contact.name)}</span><span class="linked-contact__name">${contact.name}</span>
    </div>
    ${contact.phones.map((phone) => contactField(texts.phone, 'phone', phone, contact))}
    ${contact.emails.map((email) => contactField(texts.email, 'email', email, contact))}
  </section>`;

/** The bar of stages; the ones before the current are filled with its colour. */
const stages = (view: LeadView): Markup => {
  const statuses = (view.pipeline?.statuses ?? []).filter(({ id }) => id !== 143 || id === view.lead.status_id);
  const current = statuses.findIndex(({ id }) => id === view.lead.status_id);
  return html`<div class="pipeline-bar" id="card_stage" data-status-id="${view.lead.status_id}">
    <div class="pipeline-bar__name">${view.pipeline?.name} · <b class="pipeline-bar__stage">${view.status?.name}</b></div>
    <svg class="pipeline-bar__track" viewBox="0 0 ${statuses.length * 20} 4" preserveAspectRatio="none" aria-hidden="true">
      ${statuses.map(
        (status, index) =>
          html`<rect
            data-status-id="${status.id}"
            x="${index * 20}"
            y="0"
            width="18.5"
            height="4"
            fill="${index <= current ? (view.status?.color ?? '#ccc') : 'currentColor'}"
            ${index > current && html` class="pipeline-bar__rest"`}
          ></rect>`,
      )}
    </svg>
  </div>`;
};

const entity = ({ view, texts, money, date }: CardPage): Markup => {
  if (!view) {
    return html`<h1 class="card-entity__name" id="card_name">${texts.newLead}</h1>
      <p class="card-entity__id">${texts.notSaved}</p>
      <div class="linked-forms">${field(texts.sale, money(0), 'price')}</div>`;
  }
  return html`<h1 class="card-entity__name" id="card_name">${view.lead.name}</h1>
    <p class="card-entity__id">#${view.lead.id}${view.tags.map((tag) => html` <span class="tag">${tag}</span>`)}</p>
    ${stages(view)}
    <div class="card-tabs"><span class="card-tabs__item card-tabs__item_selected">${texts.main}</span></div>
    <div class="linked-forms">
      ${field(texts.responsible, view.responsible, 'responsible')}${field(texts.sale, money(view.lead.price), 'price')}${field(texts.created, date(view.lead.created_at))}
      ${view.company !== undefined && field(texts.company, view.company)}
    </div>
    ${view.contacts.map((contact) => contactBlock(contact, texts))}`;
};

/** What a person uses to play the other side, and what happens then. Kommo has none of it. */
const controls = (view: LeadView, { pipelines, texts, lang }: CardPage): Markup =>
  html`<section class="sandbox-controls" id="sandbox_controls" aria-label="${texts.sandbox}">
    <ol class="sandbox-steps">
      ${[texts.sandboxFirst, texts.sandboxThen, texts.sandboxLast].map((step) => html`<li class="sandbox-steps__item">${step}</li>`)}
    </ol>
    <p class="sandbox-controls__error" id="sandbox_error" role="alert" hidden></p>
    <div class="sandbox-controls__composers">
      ${composer('message', texts.sandboxCustomer, '', texts.sandboxSend, example(texts))}
      ${composer('reply', texts.sandboxReply, texts.sandboxReplyHint, texts.sandboxSend)}
    </div>
    <div class="sandbox-controls__more">
      <label class="sandbox-controls__move"
        >${texts.sandboxMove}
        <select class="sandbox-controls__select" id="sandbox_stage">
          ${pipelines.map(
            (pipeline) =>
              html`<optgroup label="${pipeline.name}">
                ${pipeline.statuses.map(
                  (status) =>
                    html`<option
                      value="${status.id}"
                      data-pipeline="${pipeline.id}"
                      ${pipeline.id === view.lead.pipeline_id && status.id === view.lead.status_id && html` selected`}
                    >
                      ${status.name}
                    </option>`,
                )}
              </optgroup>`,
          )}
        </select></label
      >
      <span class="sandbox-controls__acts"
        >${actMenu(lang, view.lead.price)}<button type="button" class="sandbox-controls__button" id="sandbox_missed_call">
          ${texts.sandboxMissCall}
        </button></span
      >
    </div>
  </section>`;

/** A question the knowledge base has an answer to: one click puts it into the field. */
const example = (texts: Texts): Markup =>
  html`<button type="button" class="composer__example" id="sandbox_example" data-text="${texts.sandboxExample}">
    <b>${texts.sandboxTry}:</b> ${texts.sandboxExample}
  </button>`;

const composer = (kind: 'message' | 'reply', label: string, hint: string, send: string, under?: Markup): Markup =>
  html`<form class="composer composer_${kind}" data-act="${kind}">
    <label class="composer__label" for="composer_${kind}">${label}</label>
    <textarea class="composer__text" id="composer_${kind}" name="text" rows="2" maxlength="4000" placeholder="${hint}"></textarea>
    <button type="submit" class="composer__send">${send}</button>
    ${under}
  </form>`;

export const cardPage = (page: CardPage): Markup =>
  html`<div id="card_holder" class="card-holder" data-id="${page.view?.lead.id ?? 0}">
    <section class="card-entity custom-scroll">
      <a class="card-entity__back" href="/leads/list/" data-nav>${icon('back')}${page.texts.leads}</a>
      ${entity(page)}
    </section>
    <section class="card-feed">
      <div class="feed custom-scroll" id="feed" data-lead-id="${page.view?.lead.id ?? 0}">
        <div class="feed__items" id="feed_items">${!page.view && html`<p class="feed__empty">${page.texts.notSaved}</p>`}</div>
      </div>
      <div class="feed-compose" id="feed_compose" hidden></div>
      ${page.view && controls(page.view, page)}
    </section>
    ${widgetsPanel(page.texts)}
  </div>`;
