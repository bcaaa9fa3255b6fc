// Immich of somebody's own making, found on a server: looked at when somebody asks, and taken over only after its plan was shown.
import type { Adoption } from '../../electron/contract/day-two';
import type { Failure } from '../../electron/contract/failure';
import type { Ask } from './asking.svelte';

export class Adopting {
  found = $state.raw<Adoption | null>(null);
  /** Asked, and there was nothing of the kind. */
  nothing = $state(false);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(private readonly ask: Ask) {}

  async look(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const answer = await this.ask('adopt:look');
    this.busy = false;
    this.failure = answer.ok ? null : answer.failure;
    if (!answer.ok) return;
    this.found = answer.value;
    this.nothing = answer.value === null;
  }

  close(): void {
    this.found = null;
    this.nothing = false;
    this.failure = null;
  }
}
