/** The only file that touches the CRM page: its globals, its widget object and its panel. */
import { ApiError } from './api/errors.ts';
import { text } from './state/read.ts';
import { readProblem } from './state/shapes.ts';

/** What we use of Kommo's jQuery Deferred. */
interface Ajax {
  done(handler: (body: unknown) => void): Ajax;
  fail(handler: (request: { status?: number; responseText?: string }) => void): Ajax;
}

/** What we use of Kommo's base widget object. https://developers.kommo.com/docs/script-js */
export interface KommoWidget {
  callbacks?: Record<string, (argument?: unknown) => unknown>;
  langs?: unknown;
  get_settings?(): Record<string, unknown>;
  render_template?(template: { caption: { class_name: string }; body: string; render: string }, params: object): unknown;
  $authorizedAjax?(options: object): Ajax;
}

interface KommoApp {
  lang_id?: unknown;
  data?: { current_card?: { id?: unknown; element_type?: unknown } | false };
  getWidgetsArea?(): unknown;
  /** https://developers.kommo.com/docs/notifications-subscription */
  notifications?: { show_message?(message: { header: string; text: string; date: number }): unknown };
}

interface Require {
  (ids: string[], done: (...modules: unknown[]) => void, failed: (error: unknown) => void): void;
  undef?(id: string): void;
}

declare global {
  interface Window {
    APP?: KommoApp;
    require?: Require;
  }
}

export interface Crm {
  /** `undefined`: this page is no lead card. `0`: the lead is not saved yet. */
  lead(): string | 0 | undefined;
  /** The user's language file, as Kommo loaded it. */
  texts(): unknown;
  /** Asks Kommo to draw our block of the right panel. Each call draws one: look for `panel()` first. */
  drawPanel(): void;
  /** Our element in the right panel; `undefined` while it is not in the page. */
  panel(): HTMLElement | undefined;
  /** Takes our whole block out of the panel; Kommo does the same when it changes the page. */
  removePanel(): void;
  /** Draws our root into the settings window (Kommo hands it over as a jQuery object), above its buttons: Save stays last. */
  drawInSettings(body: unknown): HTMLElement | undefined;
  /** Our element in the page that is wholly ours (advanced settings); `undefined` while Kommo has not drawn the page. */
  drawInWorkArea(): HTMLElement | undefined;
  /** Another AMD module of our own archive. */
  load(file: string): Promise<unknown>;
  /** Where Kommo shows our advanced settings. */
  consoleUrl(): string;
  /** Sends Kommo's one-time token to `url`; the parsed answer. Rejects with `ApiError`. */
  exchange(url: string): Promise<unknown>;
}

/** Kommo puts the widget's code on elements of its own; this class is on ours alone. */
const ROOT = 'souffleur-root';
const CODE = 'souffleur';
const LEAD = 2;

const parsed = (source: string | undefined): unknown => {
  try {
    return JSON.parse(source ?? '') as unknown;
  } catch {
    return undefined;
  }
};

export const createCrm = (widget: KommoWidget): Crm => {
  const code = (): string => {
    const given = widget.get_settings?.()['widget_code'];
    return typeof given === 'string' && /^[a-z][a-z0-9_]*$/i.test(given) ? given : CODE;
  };

  const setting = (): { path: string; version: string } => {
    const given = widget.get_settings?.() ?? {};
    return { path: text(given['path']) || text(given['cdn_path']), version: text(given['version']) };
  };

  return {
    lead() {
      const card = window.APP?.data?.current_card;
      if (!card || (card.element_type !== undefined && Number(card.element_type) !== LEAD)) return undefined;
      const id = Number(card.id);
      if (!Number.isSafeInteger(id) || id < 0) return undefined;
      return id === 0 ? 0 : String(id);
    },

    texts: () => widget.langs,

    drawPanel() {
      widget.render_template?.({ caption: { class_name: `${CODE}-caption` }, body: '', render: `<div class="${ROOT}"></div>` }, {});
    },

    panel: () => document.querySelector<HTMLElement>(`#widgets_block [data-code="${code()}"] .${ROOT}`) ?? undefined,

    removePanel() {
      for (const block of document.querySelectorAll(`#widgets_block .card-widgets__widget[data-code="${code()}"]`)) block.remove();
    },

    drawInSettings(body) {
      const modal: unknown = typeof body === 'object' && body !== null && 0 in body ? body[0] : body;
      if (!(modal instanceof HTMLElement)) return undefined;
      const root = document.createElement('div');
      root.className = ROOT;
      const fields = modal.querySelector('.widget_settings_block__fields');
      const controls = modal.querySelector('.widget_settings_block__controls');
      if (fields) fields.append(root);
      else if (controls) controls.before(root);
      else modal.append(root);
      return root;
    },

    drawInWorkArea() {
      const area =
        document.querySelector(`#work-area-${code()}`) ?? document.querySelector('#work_area #list_page_holder') ?? document.querySelector('#work_area');
      if (!area) return undefined;
      const root = document.createElement('div');
      root.className = ROOT;
      area.append(root);
      return root;
    },

    load(file) {
      const { path, version } = setting();
      const id = `${path}/${file}?v=${encodeURIComponent(version)}`;
      return new Promise((resolve, reject) => {
        if (!window.require) return reject(new ApiError({ code: 'offline' }));
        window.require([id], resolve, () => {
          // A load that failed is remembered; the next try must ask again.
          window.require?.undef?.(id);
          reject(new ApiError({ code: 'offline' }));
        });
      });
    },

    consoleUrl: () => `/settings/widgets/${code()}/`,

    exchange(url) {
      return new Promise((resolve, reject) => {
        if (!widget.$authorizedAjax) {
          reject(new ApiError({ code: 'sign_in', detail: 'The CRM offers no one-time token here.' }));
          return;
        }
        widget
          .$authorizedAjax({ url, method: 'POST', type: 'POST', data: '{}', contentType: 'application/json', dataType: 'json', timeout: 20_000 })
          .done(resolve)
          .fail((request) => {
            const status = request.status ?? 0;
            if (status === 0) reject(new ApiError({ code: 'offline' }));
            else reject(new ApiError(readProblem(parsed(request.responseText), status)));
          });
      });
    },
  };
};

/** Kommo may take what it is given for markup, and names of customers are in it. */
const plain = (words: string): string => words.replace(/[<>&"'`]/g, ' ');

/** Shows it as the CRM's own notification, where the page has them. */
export const notifyInCrm = ({ title, text: words, at }: { title: string; text: string; at: string }): void => {
  const date = Math.floor(new Date(at).getTime() / 1000);
  window.APP?.notifications?.show_message?.({ header: plain(title), text: plain(words), date });
};
