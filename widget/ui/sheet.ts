/**
 * The card's style sheet. A constructed sheet needs no element and no request, and a strict content
 * security policy (`style-src 'self'`) lets it through. https://drafts.csswg.org/cssom/#dom-documentorshadowroot-adoptedstylesheets
 */
import button from '@kommo-crm/crm-react-ui-kit/assets/Button.css?inline';
import spinner from '@kommo-crm/crm-react-ui-kit/assets/Spinner.css?inline';
import textArea from '@kommo-crm/crm-react-ui-kit/assets/TextArea.css?inline';
import theme from '@kommo-crm/crm-react-ui-kit/assets/theme.css?inline';
import card from './card.css?inline';
import header from './header.css?inline';
import suggestion from './suggestion.css?inline';

const rules: string[] = [];
let sheet: CSSStyleSheet | undefined;
/** How many roots are in the page: the card and the settings window may be open together. */
let users = 0;

/** Adds a rule, now or when the sheet is adopted. */
export const addRule = (rule: string): void => {
  rules.push(rule);
  sheet?.insertRule(rule, 0);
};

export const adoptSheet = (): void => {
  users += 1;
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync([...rules, theme, button, spinner, textArea, card, header, suggestion].join('\n'));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};

export const dropSheet = (): void => {
  users -= 1;
  if (users > 0) return;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  sheet = undefined;
};
