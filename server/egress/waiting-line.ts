/** Who waits for a turn in this process: the most urgent first, first come first served inside each. */
import { type Priority } from './use.ts';

export class WaitingLine<T extends { priority: Priority }> {
  readonly #queues: Record<Priority, Set<T>> = { reply: new Set(), click: new Set(), background: new Set() };

  get size(): number {
    return this.#queues.reply.size + this.#queues.click.size + this.#queues.background.size;
  }

  get first(): T | undefined {
    return this.#queues.reply.values().next().value ?? this.#queues.click.values().next().value ?? this.#queues.background.values().next().value;
  }

  all(): T[] {
    return [...this.#queues.reply, ...this.#queues.click, ...this.#queues.background];
  }

  add(waiting: T): void {
    this.#queues[waiting.priority].add(waiting);
  }

  /** False when it was not there. */
  remove(waiting: T): boolean {
    return this.#queues[waiting.priority].delete(waiting);
  }
}
