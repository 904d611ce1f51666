/** Tells spreadsheets that the bytes are UTF-8; it is lost when an answer is read as text. */
const BOM = '\uFEFF';

/** Hands a table to the browser as a file to keep. */
export function keepFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([BOM, text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
