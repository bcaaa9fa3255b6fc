// What is kept twice: dumps, the copy on a second disk, the recovery kit. The surprise: a copy takes as long as it takes, so while one
// runs the server is asked again and again, and not otherwise.
import type { BackupReport } from '../../electron/contract/day-two';
import type { Failure } from '../../electron/contract/failure';
import type { Settings } from '../../electron/contract/settings';
import type { Ask } from './asking.svelte';

const whileCopying = 3000;
/** What a kit's passphrase has to have at least. */
export const shortestPassphrase = 12;

export class Backups {
  report = $state.raw<BackupReport | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** Where a copy is to go: the path of one of the disks. */
  disk = $state('');
  withPhotos = $state(true);

  constructor(private readonly ask: Ask) {}

  readonly chosenDisk = $derived(
    this.report?.disks.find(({ path }) => path === this.disk) ?? this.report?.disks[0] ?? null,
  );
  /** Photos that would not fit; null = they do, or nobody knows how much they are. */
  readonly tooSmall = $derived.by(() => {
    const bytes = this.report?.photos.bytes ?? null;
    if (!this.withPhotos || bytes === null || !this.chosenDisk || this.chosenDisk.freeBytes >= bytes) return null;
    return { free: this.chosenDisk.freeBytes, bytes };
  });
  /** The copy as it is wished for now. */
  readonly wish = $derived.by((): Settings['backup'] =>
    this.chosenDisk
      ? { folder: `${this.chosenDisk.path.replace(/\/$/, '')}/immich-copy`, photos: this.withPhotos }
      : null,
  );

  forget(): void {
    this.report = null;
    this.failure = null;
    this.disk = '';
  }

  async look(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const answer = await this.ask('backup:look');
    this.busy = false;
    this.failure = answer.ok ? null : answer.failure;
    if (answer.ok) this.report = answer.value;
  }

  async copyNow(): Promise<void> {
    const answer = await this.ask('backup:now');
    this.failure = answer.ok ? null : answer.failure;
    await this.look();
  }

  /** Asks again and again while a copy runs; the returned function ends it. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let watching = true;
    const again = async (): Promise<void> => {
      if (this.report?.copy?.running === true) await this.look();
      if (watching) timer = setTimeout(() => void again(), whileCopying);
    };
    timer = setTimeout(() => void again(), whileCopying);
    return () => {
      watching = false;
      clearTimeout(timer);
    };
  }
}
