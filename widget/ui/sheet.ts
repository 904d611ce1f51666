/**
 * The style sheet of what is in the page. A constructed sheet needs no element and no request, and a strict content
 * security policy (`style-src 'self'`) lets it through. https://drafts.csswg.org/cssom/#dom-documentorshadowroot-adoptedstylesheets
 */
const rules: string[] = [];
let sheet: CSSStyleSheet | undefined;
/** How many roots are in the page: the card and the settings window may be open together. */
let users = 0;

/** Adds a rule, now or when the sheet is adopted. */
export const addRule = (rule: string): void => {
  rules.push(rule);
  sheet?.insertRule(rule, 0);
};

/** `styles`: the texts of the sheet; the first who comes brings them for all roots of this bundle. */
export const adoptSheet = (styles: readonly string[]): void => {
  users += 1;
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync([...rules, ...styles].join('\n'));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};

export const dropSheet = (): void => {
  users -= 1;
  if (users > 0) return;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  sheet = undefined;
};
