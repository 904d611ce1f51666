/**
 * The language of patterns: `*` any letters of a word, `?` one of them, a space whatever parts words, `...` anything
 * between, `(a|b)` one or the other, `\` before a sign that is meant. It is read into a small program that `search`
 * walks through once, so that no text can make it slow.
 */
import { fold } from './text.ts';

export const MAX_PATTERN = 200;
/** Letters may fold into many; more than this is refused. */
const MAX_PROGRAM = 400;
const MAX_DEPTH = 20;

export type Mode = 'words' | 'phrase' | 'pattern';

type Part = { is: 'char'; char: string } | { is: 'letter' | 'letters' | 'gap' | 'blank' | 'dots' } | { is: 'either'; options: Part[][] };

export type Step =
  | { op: 'char'; char: string; next: number }
  | { op: 'letter' | 'gap' | 'blank' | 'any' | 'edge'; next: number }
  | { op: 'split'; next: number; other: number }
  | { op: 'end' };

export interface Program {
  steps: readonly Step[];
  start: number;
}

/** Why the text is no pattern. */
export class PatternError extends Error {}

export function compile(source: string, mode: Mode): Program {
  const text = source.normalize('NFC').trim();
  if (text.length > MAX_PATTERN) throw new PatternError(`At most ${MAX_PATTERN} characters.`);
  const program = write(new Reader(text, mode).read());
  if (program.steps.length > MAX_PROGRAM) throw new PatternError('This is too long; use fewer signs.');
  if (matchesNothing(program)) throw new PatternError('This would be found in every message; name at least one letter.');
  return program;
}

class Reader {
  readonly #chars: readonly string[];
  readonly #mode: Mode;
  #at = 0;

  constructor(text: string, mode: Mode) {
    this.#chars = Array.from(text);
    this.#mode = mode;
  }

  read(): Part[] {
    const parts = this.#options(0);
    if (this.#at < this.#chars.length) throw new PatternError('A “)” has no “(”; write “\\)” where it is meant.');
    return parts;
  }

  #options(depth: number): Part[] {
    if (depth > MAX_DEPTH) throw new PatternError('There are too many “(” in each other.');
    const options = [this.#sequence(depth)];
    while (this.#takes('|')) options.push(this.#sequence(depth));
    return options.length === 1 ? (options[0] ?? []) : [{ is: 'either', options }];
  }

  #sequence(depth: number): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#chars.length) {
      const char = this.#chars[this.#at] ?? '';
      if (this.#mode === 'pattern' && (char === '|' || char === ')')) break;
      this.#at += 1;
      parts.push(...this.#part(char, depth));
    }
    return plain(parts);
  }

  #part(char: string, depth: number): Part[] {
    if (/\s/u.test(char)) {
      while (/^\s$/u.test(this.#chars[this.#at] ?? '')) this.#at += 1;
      return [{ is: this.#mode === 'phrase' ? 'blank' : 'gap' }];
    }
    if (char === '*' && this.#mode !== 'phrase') return [{ is: 'letters' }];
    return this.#mode === 'pattern' ? this.#sign(char, depth) : literal(char);
  }

  #sign(char: string, depth: number): Part[] {
    if (char === '?') return [{ is: 'letter' }];
    if (char === '…') return [{ is: 'dots' }];
    if (char === '.' && this.#chars[this.#at] === '.' && this.#chars[this.#at + 1] === '.') {
      this.#at += 2;
      return [{ is: 'dots' }];
    }
    if (char === '\\') return literal(this.#chars[this.#at++] ?? char);
    if (char !== '(') return literal(char);
    const inside = this.#options(depth + 1);
    if (!this.#takes(')')) throw new PatternError('A “(” is not closed; write “\\(” where it is meant.');
    return inside;
  }

  #takes(char: string): boolean {
    if (this.#mode !== 'pattern' || this.#chars[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}

const literal = (char: string): Part[] => Array.from(fold(char), (one) => ({ is: 'char', char: one }));

/** Two stars are one. `a ... b` is also `a b`: what stands between may be nothing but what parts the words. */
function plain(parts: Part[]): Part[] {
  const single = parts.filter(({ is }, at) => !(is === 'letters' && parts[at - 1]?.is === 'letters'));
  return single.filter(({ is }, at) => is !== 'gap' || (single[at - 1]?.is !== 'dots' && single[at + 1]?.is !== 'dots'));
}

/** From the end to the beginning, for each step names the one behind it. */
function write(parts: Part[]): Program {
  const steps: Step[] = [{ op: 'end' }];
  const add = (step: Step): number => steps.push(step) - 1;
  const loop = (op: 'letter' | 'gap' | 'blank' | 'any', next: number): number => {
    const again = add({ op: 'split', next, other: 0 });
    steps[again] = { op: 'split', next, other: add({ op, next: again }) };
    return again;
  };
  const part = (one: Part, next: number): number => {
    if (steps.length > MAX_PROGRAM) return next;
    switch (one.is) {
      case 'char':
        return add({ op: 'char', char: one.char, next });
      case 'letter':
        return add({ op: 'letter', next });
      case 'letters':
        return loop('letter', next);
      case 'dots':
        return add({ op: 'edge', next: loop('any', add({ op: 'edge', next })) });
      case 'either':
        return one.options.map((option) => sequence(option, next)).reduce((other, option) => add({ op: 'split', next: option, other }));
      default:
        return add({ op: one.is, next: loop(one.is, next) });
    }
  };
  const sequence = (all: Part[], next: number): number => all.reduceRight((behind, one) => part(one, behind), next);
  const start = add({ op: 'edge', next: sequence(parts, add({ op: 'edge', next: 0 })) });
  return { steps, start };
}

function matchesNothing({ steps, start }: Program): boolean {
  const open = [start];
  const seen = new Set<number>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const step = steps[at];
    if (!step || seen.has(at)) continue;
    seen.add(at);
    if (step.op === 'end') return true;
    if (step.op === 'edge' || step.op === 'any') open.push(step.next);
    if (step.op === 'split') open.push(step.next, step.other);
  }
  return false;
}
