/** Reading a text file in the browser: only what is certainly text, in an encoding that tells itself. */

export const LARGEST_FILE = 1024 * 1024;
/** UTF-16 units of one article: its JSON has to fit into a request. */
const PIECE = 80_000;

export type TextProblem = 'too_large' | 'wrong_kind' | 'not_text' | 'encoding' | 'empty';

export class TextFileError extends Error {
  override readonly name = 'TextFileError';
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** By its mark; without one it has to be UTF-8. */
const encodingOf = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
};

/** @throws TextFileError */
export const readTextFile = async (file: File): Promise<{ title: string; text: string }> => {
  if (!/\.(?:txt|md|markdown)$/i.test(file.name)) throw new TextFileError('wrong_kind');
  if (file.size > LARGEST_FILE) throw new TextFileError('too_large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decode(bytes).replaceAll('\r\n', '\n').trim();
  if (text.includes('\0')) throw new TextFileError('not_text');
  if (!text) throw new TextFileError('empty');
  return { title: titleOf(text) ?? file.name.replace(/\.[^.]+$/, '').slice(0, 200), text };
};

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new TextFileError('encoding');
  }
};

/** The first heading of a Markdown text. */
export const titleOf = (text: string): string | undefined => /^#{1,3}[ \t]+(\S.*)$/m.exec(text.slice(0, 2000))?.[1]?.trim().slice(0, 200);

/** Parts of a long text, each whole paragraphs where the text allows. */
export const splitText = (text: string, most = PIECE): string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const window = rest.slice(0, most);
    const heading = window.lastIndexOf('\n#');
    const cut = [heading, window.lastIndexOf('\n\n'), window.lastIndexOf('\n'), window.lastIndexOf(' ')].find((at) => at > most / 2) ?? wholeLetters(window);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trimStart();
  }
  return rest ? [...parts, rest] : parts;
};

const wholeLetters = (window: string): number => (/[\uD800-\uDBFF]$/.test(window) ? window.length - 1 : window.length);
