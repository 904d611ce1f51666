/** What a webhook body is made of before it becomes brackets. */
export type FormTree = string | number | boolean | null | undefined | FormTree[] | { [key: string]: FormTree };

/** RFC 1738 as the platform's PHP writes it: spaces as `+`, everything but letters, digits, `-`, `_` and `.` escaped. */
const escape = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

const scalar = (value: string | number | boolean | null): string => {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
};

const walk = (path: string, value: FormTree, out: string[]): void => {
  if (value === undefined) return;
  if (value === null || typeof value !== 'object') {
    out.push(`${escape(path)}=${escape(scalar(value))}`);
    return;
  }
  for (const [key, child] of Object.entries(value)) walk(path === '' ? key : `${path}[${key}]`, child, out);
};

/** `application/x-www-form-urlencoded` with PHP brackets, keys in the order given; `undefined` is left out. */
export const encodeForm = (tree: FormTree): string => {
  const out: string[] = [];
  walk('', tree, out);
  return out.join('&');
};
