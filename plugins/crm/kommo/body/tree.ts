/**
 * What a body says, as a tree of names: no prototypes, nothing inherited, nothing guessed. A node
 * may hold a text and children at once. The first child sits in the node itself: most nodes of a
 * hook have one, and a Map each would make a hostile body ten times dearer than a plain one.
 */
export class Tree {
  text: string | undefined;
  #key = '';
  #only: Tree | undefined;
  #items: Map<string, Tree> | undefined;

  constructor(text?: string) {
    this.text = text;
  }

  get size(): number {
    return this.#items?.size ?? (this.#only ? 1 : 0);
  }

  get(key: string): Tree | undefined {
    if (this.#items) return this.#items.get(key);
    return this.#key === key ? this.#only : undefined;
  }

  set(key: string, child: Tree): void {
    if (this.#items) {
      this.#items.set(key, child);
      return;
    }
    if (this.#only && this.#key !== key) {
      this.#items = new Map([
        [this.#key, this.#only],
        [key, child],
      ]);
      return;
    }
    this.#key = key;
    this.#only = child;
  }

  /** In the order they came. */
  entries(): [string, Tree][] {
    if (this.#items) return [...this.#items];
    return this.#only ? [[this.#key, this.#only]] : [];
  }

  children(): Tree[] {
    return this.entries().map(([, child]) => child);
  }

  /** Follows the names down; undefined where one is missing. */
  at(...path: string[]): Tree | undefined {
    return path.reduce<Tree | undefined>((node, key) => node?.get(key), this);
  }
}
