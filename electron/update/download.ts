/** One installer onto this PC's disk: no byte more than the feed said, and exactly those that it said. What is not whole is not left lying. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failure, FailureError } from '../contract/failure';
import { get } from './get';
import type { Installer } from './newest';

interface How {
  readonly signal: AbortSignal;
  /** Bytes that are here, at each whole percent. */
  onProgress(bytes: number): void;
}

const damaged = (detail: string): FailureError => new FailureError(failure('program-damaged', {}, { detail }));

/**
 * Writes `file`, which must not be there yet.
 * @throws `program-not-fetched`, `program-damaged`, or the signal's reason when it was cancelled
 */
export async function download({ address, sha512, bytes }: Installer, file: string, how: How): Promise<void> {
  const hash = createHash('sha512');
  let here = 0;
  let told = -1;
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      here += chunk.length;
      if (here > bytes) throw damaged(`more than ${bytes} bytes`);
      hash.update(chunk);
      const percent = Math.floor((here / bytes) * 100);
      if (percent !== told) how.onProgress(here);
      told = percent;
      yield chunk;
    }
  }
  try {
    const { body } = await get(address, { signal: how.signal });
    await pipeline(Readable.from(body ?? []), counted, createWriteStream(file, { flags: 'wx', mode: 0o700 }), {
      signal: how.signal,
    });
    if (here !== bytes) throw damaged(`${here} of ${bytes} bytes`);
    if (hash.digest('base64') !== sha512) throw damaged('SHA-512');
  } catch (error) {
    await rm(file, { force: true });
    how.signal.throwIfAborted();
    if (error instanceof FailureError) throw error;
    throw new FailureError(failure('program-not-fetched', {}, { detail: causeOf(error) }));
  }
}

/** Node's fetch says "fetch failed", and why one level deeper. */
export function causeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
}
