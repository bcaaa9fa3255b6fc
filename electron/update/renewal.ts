/**
 * A newer program by one press, where the operating system can tell who made it: fetched, checked, and started when the person says so. Nothing is
 * fetched before it is asked for, nothing that was not checked is ever started, and what was checked lies in a folder of this run alone.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, FailureError } from '../contract/failure';
import { causeOf, download } from './download';
import type { Newer } from './newest';
import type { SignedPlatform } from './signature';

export interface Renewal {
  /**
   * Resolves to true when the installer is here and checked, to false when it was cancelled. Asked again meanwhile, it is the same wait.
   * @throws `program-not-fetched`, `program-damaged`, `program-not-ours`
   */
  fetch(): Promise<boolean>;
  cancel(): void;
  /** Starts what was fetched. @throws `program-not-fetched` where nothing is */
  install(): Promise<void>;
}

export interface Renewing {
  readonly platform: SignedPlatform;
  readonly architecture: string;
  /** Where a folder for the installer may be made. */
  readonly temporary: string;
  newest(): Promise<Newer | null>;
  requireSameSigner(installer: string): Promise<void>;
  onProgress(bytes: number, of: number): void;
  /** Starts the installer, and ends this program. */
  open(installer: string): Promise<void>;
}

/** As scripts/package/config.ts names them. */
const endings = (platform: SignedPlatform, architecture: string): string =>
  platform === 'win32' ? `-win-${architecture}.exe` : '-mac-universal.dmg';

const notFetched = (detail: string): FailureError => new FailureError(failure('program-not-fetched', {}, { detail }));

export function renewal(work: Renewing): Renewal {
  let coming: Promise<boolean> | null = null;
  let cancelling = new AbortController();
  let ready: string | null = null;

  async function fetchOnce(signal: AbortSignal): Promise<boolean> {
    const newer = await work.newest().catch((error: unknown) => {
      throw notFetched(causeOf(error));
    });
    const ending = endings(work.platform, work.architecture);
    const installer = newer?.installers.find(({ address }) => address.pathname.endsWith(ending));
    if (installer === undefined) throw notFetched(`nothing that ends in ${ending}`);
    const folder = await mkdtemp(join(work.temporary, 'immich-at-home-'));
    const file = join(folder, `Immich-at-Home${ending}`);
    try {
      await download(installer, file, { signal, onProgress: (bytes) => work.onProgress(bytes, installer.bytes) });
      await work.requireSameSigner(file).catch((error: unknown) => {
        throw new FailureError(failure('program-not-ours', {}, { detail: causeOf(error) }));
      });
      signal.throwIfAborted();
      ready = file;
      return true;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (signal.aborted) return false;
      throw error;
    }
  }

  return {
    fetch: () => {
      if (ready !== null) return Promise.resolve(true);
      cancelling = coming === null ? new AbortController() : cancelling;
      return (coming ??= fetchOnce(cancelling.signal).finally(() => {
        coming = null;
      }));
    },
    cancel: () => cancelling.abort(),
    install: async () => {
      // Systems tidy their temporary folders; what is gone can be fetched again.
      if (ready !== null && !existsSync(ready)) ready = null;
      if (ready === null) throw notFetched('no installer is here');
      await work.open(ready);
    },
  };
}
