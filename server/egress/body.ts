export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`body is larger than ${maxBytes} bytes`);
  }
}

/** Passes a body on while counting what came out of decompression; more than allowed is an error, never a cut. */
export function capped(body: AsyncIterable<Uint8Array>, maxBytes: number, onEnd: (error?: unknown) => Error | undefined): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let seen = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done) {
            onEnd();
            controller.close();
            return;
          }
          seen += value.byteLength;
          if (seen > maxBytes) throw new BodyTooLarge(maxBytes);
          controller.enqueue(value);
        } catch (error) {
          await iterator.return?.().catch(() => undefined);
          controller.error(onEnd(error));
        }
      },
      async cancel() {
        onEnd();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
