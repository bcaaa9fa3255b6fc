// A recovery kit: saved with a passphrase that is on paper, opened for a server that is new. The passphrase is forgotten as soon as the
// dialog closes.
import type { KitContents } from '../../electron/contract/day-two';
import type { Failure } from '../../electron/contract/failure';
import type { Ask } from './asking.svelte';
import { shortestPassphrase } from './backups.svelte';

export class Kit {
  /** Which dialog is open. */
  dialog = $state<'save' | 'open' | null>(null);
  passphrase = $state('');
  /** Whoever loses it loses the kit: it has to be on paper first. */
  written = $state(false);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  saved = $state.raw<{ readonly path: string; readonly phones: number } | null>(null);
  opened = $state.raw<KitContents | null>(null);

  constructor(private readonly ask: Ask) {}

  readonly tooShort = $derived(Array.from(this.passphrase).length < shortestPassphrase);

  start(dialog: 'save' | 'open'): void {
    this.close();
    this.dialog = dialog;
  }

  /** What was opened stays in the main process until the server is left or it is used. */
  close(): void {
    this.dialog = null;
    this.passphrase = '';
    this.written = false;
    this.failure = null;
    this.saved = null;
    this.opened = null;
  }

  async makeUp(): Promise<void> {
    const answer = await this.ask('kit:passphrase');
    this.failure = answer.ok ? null : answer.failure;
    if (!answer.ok) return;
    this.passphrase = answer.value;
    this.written = false;
  }

  async save(): Promise<void> {
    if (this.busy || this.tooShort || !this.written) return;
    this.busy = true;
    const answer = await this.ask('kit:save', { passphrase: this.passphrase });
    this.busy = false;
    this.failure = answer.ok ? null : answer.failure;
    if (answer.ok) this.saved = answer.value;
  }

  async open(): Promise<void> {
    if (this.busy || this.passphrase === '') return;
    this.busy = true;
    const answer = await this.ask('kit:open', { passphrase: this.passphrase });
    this.busy = false;
    this.failure = answer.ok ? null : answer.failure;
    if (answer.ok) this.opened = answer.value;
  }
}
