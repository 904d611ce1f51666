/** Reads a request's bytes: bounded while they arrive, cut when they come too slowly (security C4, C6). */
import { type IncomingMessage } from 'node:http';

export type BodyProblem = 'too_large' | 'too_slow' | 'aborted';

export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly problem: BodyProblem;

  constructor(problem: BodyProblem) {
    super(`The request body is ${problem}`);
    this.problem = problem;
  }
}

/** `timeoutMs` for the whole body. @throws BodyError */
export function readBody(request: IncomingMessage, maxBytes: number, timeoutMs = 10_000): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      reject(new BodyError('too_large'));
      return;
    }
    const pieces: Buffer[] = [];
    let size = 0;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      settle();
    };
    const onData = (piece: Buffer): void => {
      size += piece.length;
      if (size > maxBytes) end(() => reject(new BodyError('too_large')));
      else pieces.push(piece);
    };
    const onEnd = (): void => end(() => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size)));
    const onClose = (): void => end(() => reject(new BodyError('aborted')));
    const timer = setTimeout(() => end(() => reject(new BodyError('too_slow'))), timeoutMs);
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
