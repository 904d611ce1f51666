/** Tables for spreadsheets (RFC 4180), in which no cell is ever run as a formula (security F7). */

export type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/** Tells spreadsheets that the bytes are UTF-8. */
const BOM = '\uFEFF';

/** The first line, with the names of the columns. */
export const csvStart = (names: readonly Cell[]): string => BOM + csvLines([names]);

export const csvLines = (rows: readonly (readonly Cell[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
