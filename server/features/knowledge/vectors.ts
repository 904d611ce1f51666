/** Stored beside each vector: only vectors of one model and one length can be compared. */
export const vectorKey = (model: string, vector: readonly number[]): string => `${model}@${vector.length}`;

/** As pgvector reads it. */
export const vectorText = (vector: readonly number[]): string => `[${vector.join(',')}]`;
