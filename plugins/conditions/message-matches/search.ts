import { type Program, type Step } from './pattern.ts';
import { isBlank, isWord, type Letters } from './text.ts';

export interface Search {
  /** Where it stands, the end not included. */
  found: { from: number; to: number } | null;
  /** How much work it was: at most twice the program for each letter of the text. */
  steps: number;
}

/** All ways through the program at once, each step at most once per letter. */
export function search(program: Program, letters: Letters): Search {
  return new Walk(program, letters).run();
}

class Walk {
  readonly #steps: readonly Step[];
  readonly #start: number;
  readonly #letters: Letters;
  /** The letter at which a step was last reached. */
  readonly #seen: Int32Array;
  readonly #open: number[] = [];
  #count = 0;
  #ways: number[] = [];
  /** Where each way began, the earliest first. */
  #from: number[] = [];

  constructor({ steps, start }: Program, letters: Letters) {
    this.#steps = steps;
    this.#start = start;
    this.#letters = letters;
    this.#seen = new Int32Array(steps.length).fill(-1);
  }

  run(): Search {
    const { length } = this.#letters.chars;
    for (let at = 0; at <= length; at += 1) {
      const [ways, from] = [this.#ways, this.#from];
      [this.#ways, this.#from] = [[], []];
      for (let way = 0; way < ways.length; way += 1) {
        const next = this.#after(ways[way] ?? 0, at - 1);
        const end = next < 0 ? null : this.#reach(next, at, from[way] ?? 0);
        if (end) return end;
      }
      const end = this.#reach(this.#start, at, at);
      if (end) return end;
    }
    return { found: null, steps: this.#count };
  }

  /** The next step if this one takes the letter, else -1. */
  #after(index: number, at: number): number {
    this.#count += 1;
    const step = this.#steps[index];
    return step && step.op !== 'end' && this.#takes(step, at) ? step.next : -1;
  }

  #takes(step: Step, at: number): boolean {
    switch (step.op) {
      case 'char':
        return step.char === this.#letters.chars[at];
      case 'letter':
        return isWord(this.#letters, at);
      case 'gap':
        return !isWord(this.#letters, at);
      case 'blank':
        return isBlank(this.#letters, at);
      default:
        return step.op === 'any';
    }
  }

  /** Follows what takes no letter. */
  #reach(first: number, at: number, from: number): Search | null {
    const open = this.#open;
    open.push(first);
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const step = this.#steps[index];
      if (!step || this.#seen[index] === at) continue;
      this.#seen[index] = at;
      this.#count += 1;
      if (step.op === 'end') return { found: { from, to: at }, steps: this.#count };
      if (step.op === 'split') open.push(step.other, step.next);
      else if (step.op !== 'edge') this.#keep(index, from);
      else if (this.#isEdge(at)) open.push(step.next);
    }
    return null;
  }

  #keep(index: number, from: number): void {
    this.#ways.push(index);
    this.#from.push(from);
  }

  /** Not inside a word. */
  #isEdge(at: number): boolean {
    return !(isWord(this.#letters, at - 1) && isWord(this.#letters, at));
  }
}
