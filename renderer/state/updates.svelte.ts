// What is new: Immich's releases, the server's own updates, this program. Looked at when somebody opens the place, and again on request.
import type { UpdateReport } from '../../electron/contract/day-two';
import type { Failure } from '../../electron/contract/failure';
import type { Ask } from './asking.svelte';

export class Updates {
  report = $state.raw<UpdateReport | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** Asking for a newer program was said yes to on this PC. */
  asks = $state(false);
  /** What somebody picked of the releases; the newest that can be chosen as long as nobody did. */
  #picked = $state<string | null>(null);

  constructor(private readonly ask: Ask) {}

  readonly choosable = $derived((this.report?.releases ?? []).filter(({ not }) => not === null));
  readonly chosen = $derived(
    this.choosable.find(({ version }) => version === this.#picked) ?? this.choosable[0] ?? null,
  );

  pick(version: string): void {
    this.#picked = version;
  }

  /** Another server, or another state of this one. */
  forget(): void {
    this.report = null;
    this.failure = null;
    this.#picked = null;
  }

  async look(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const answer = await this.ask('update:look');
    this.busy = false;
    this.failure = answer.ok ? null : answer.failure;
    if (!answer.ok) return;
    this.report = answer.value;
    this.asks = answer.value.program.asked;
  }

  async askForNewer(wanted: boolean): Promise<void> {
    const answer = await this.ask('update:ask', wanted);
    if (answer.ok) this.asks = wanted;
    else this.failure = answer.failure;
  }
}
