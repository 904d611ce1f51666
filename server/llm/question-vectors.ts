/** The vectors of the newest questions: a second draft for the same words waits for no model and costs nothing. */
const KEPT = 500;

export class QuestionVectors {
  readonly #vectors = new Map<string, Float32Array>();

  /** Kept apart by account, so that nobody learns from a quick answer what others ask. */
  find(accountId: string, text: string): number[] | undefined {
    const key = keyOf(accountId, text);
    const known = this.#vectors.get(key);
    if (!known) return undefined;
    this.#vectors.delete(key);
    this.#vectors.set(key, known);
    return [...known];
  }

  keep(accountId: string, text: string, vector: readonly number[]): void {
    this.#vectors.set(keyOf(accountId, text), Float32Array.from(vector));
    const [oldest] = this.#vectors.keys();
    if (this.#vectors.size > KEPT && oldest !== undefined) this.#vectors.delete(oldest);
  }
}

const keyOf = (accountId: string, text: string): string => `${accountId} ${text}`;
