/** What waits, by account: a batch takes one of every account in turn, so that a flood waits behind itself only. */
export class FairLine<T extends { accountId: string; bytes: number }> {
  readonly #lines = new Map<string, T[]>();
  readonly #bytes = new Map<string, number>();
  #size = 0;
  #held = 0;

  get size(): number {
    return this.#size;
  }

  /** Of all accounts. */
  get bytes(): number {
    return this.#held;
  }

  get accounts(): number {
    return this.#lines.size;
  }

  /** How much of this account waits. */
  waiting(accountId: string): { count: number; bytes: number } {
    return { count: this.#lines.get(accountId)?.length ?? 0, bytes: this.#bytes.get(accountId) ?? 0 };
  }

  push(item: T): void {
    const line = this.#lines.get(item.accountId);
    if (line) line.push(item);
    else this.#lines.set(item.accountId, [item]);
    this.#bytes.set(item.accountId, (this.#bytes.get(item.accountId) ?? 0) + item.bytes);
    this.#size += 1;
    this.#held += item.bytes;
  }

  /** At most `count` of them, and no more bytes than that, but always one. Who had a turn is last in the next round. */
  take({ count, bytes }: { count: number; bytes: number }): T[] {
    const taken: T[] = [];
    let left = bytes;
    while (this.#size > 0 && taken.length < count) {
      const [accountId = '', line = []] = this.#lines.entries().next().value ?? [];
      const [next] = line;
      if (!next || (taken.length > 0 && next.bytes > left)) break;
      line.shift();
      left -= next.bytes;
      taken.push(next);
      this.#size -= 1;
      this.#held -= next.bytes;
      this.#lines.delete(accountId);
      if (line.length > 0) this.#lines.set(accountId, line);
      const rest = (this.#bytes.get(accountId) ?? 0) - next.bytes;
      if (line.length > 0) this.#bytes.set(accountId, rest);
      else this.#bytes.delete(accountId);
    }
    return taken;
  }
}
