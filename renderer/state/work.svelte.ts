// The work under way, as the main process tells it. Both sides add events up with the contract's own reducer; a window that
// is opened later asks for the sum first, then listens.
import type { Failure } from '../../electron/contract/failure';
import type { Bridge } from '../../electron/contract/ipc';
import { after, idle, type ApplyEvent, type ApplyState } from '../../electron/contract/progress';
import type { Ask } from './asking.svelte';

interface Measured {
  readonly at: number;
  readonly done: number;
}

export class Work {
  state = $state.raw<ApplyState>(idle);
  /** What could not be started, stopped or taken back; failures of the work itself are in its state. */
  failure = $state.raw<Failure | null>(null);
  stopping = $state(false);
  busy = $state(false);
  reportCopied = $state(false);
  /** The first and the newest count of the change under way: a rate needs two. */
  #first = $state.raw<Measured | null>(null);
  #newest = $state.raw<Measured | null>(null);

  constructor(private readonly ask: Ask) {}

  readonly going = $derived(this.state.phase === 'running' || this.state.phase === 'undoing');
  readonly changesPlanned = $derived(this.state.parts.reduce((sum, { changes }) => sum + changes, 0));
  readonly changesDone = $derived(this.state.parts.reduce((sum, { changesDone }) => sum + changesDone, 0));
  /** Which part is meant by "part n of m", counted from 1. */
  readonly partNumber = $derived.by(() => {
    const open = this.state.parts.findIndex(({ state }) => state === 'now' || state === 'stopped');
    return open >= 0 ? open + 1 : Math.max(1, this.state.parts.filter(({ state }) => state === 'done').length);
  });
  /** This work closed a public door. Undoing does not open it again. */
  readonly tookDoorAway = $derived(this.state.parts.some(({ step, leaving }) => leaving && step === 'tunnel'));
  /** This work began to hand out addresses at home. Undone, nobody does it until the router is told to. */
  readonly gaveAddresses = $derived(this.state.parts.some(({ step, leaving }) => !leaving && step === 'dhcp'));
  readonly stoppedPart = $derived(this.state.parts.findLast(({ state }) => state === 'stopped'));
  /**
   * The door was tried after all the work and did not hold: then the whole work is taken back, not one part. It shows by a part
   * that was proven already, or by none that was under way.
   */
  readonly doorDidNotHold = $derived.by(() => {
    const { phase, failure, undone } = this.state;
    if (phase !== 'failed' || (failure?.code !== 'share-host-leaks' && !undone)) return false;
    if (this.stoppedPart === undefined || this.stoppedPart.proof.length > 0) return true;
    return failure?.code === 'share-host-leaks' && this.stoppedPart.step !== 'tunnel';
  });
  readonly bytesPerSecond = $derived.by(() => {
    if (!this.#first || !this.#newest || this.state.counted?.unit !== 'bytes') return null;
    const seconds = (this.#newest.at - this.#first.at) / 1000;
    return seconds < 2 ? null : (this.#newest.done - this.#first.done) / seconds;
  });
  readonly millisecondsLeft = $derived.by(() => {
    const { counted } = this.state;
    if (!counted?.total || !this.bytesPerSecond) return null;
    return ((counted.total - counted.done) / this.bytesPerSecond) * 1000;
  });

  listen(bridge: Bridge): () => void {
    return bridge.on('apply:event', (event) => this.take(event));
  }

  take(event: ApplyEvent): void {
    this.state = after(this.state, event);
    if (event.kind === 'counted') {
      const measured = { at: event.at, done: event.done };
      this.#first ??= measured;
      this.#newest = measured;
    } else if (event.kind !== 'output') {
      this.#first = null;
      this.#newest = null;
    }
    if (!this.going) this.stopping = false;
    if (event.kind === 'started') {
      this.reportCopied = false;
      this.failure = null;
    }
  }

  async catchUp(): Promise<void> {
    const answer = await this.ask('apply:state');
    if (answer.ok) this.state = answer.value;
  }

  async start(planId: string, accepted: readonly string[]): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    this.state = idle;
    const answer = await this.ask('apply:start', planId, [...accepted]);
    this.busy = false;
    if (!answer.ok) {
      await this.catchUp();
      this.failure = answer.failure;
      return false;
    }
    if (this.state.phase === 'idle') await this.catchUp();
    return true;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const answer = await this.ask('apply:stop');
    if (answer.ok) return;
    this.stopping = false;
    this.failure = answer.failure;
  }

  async undo(): Promise<void> {
    this.busy = true;
    this.failure = null;
    const answer = await this.ask('apply:undo');
    this.busy = false;
    if (!answer.ok) this.failure = answer.failure;
    else await this.catchUp();
  }

  async copyReport(): Promise<void> {
    const answer = await this.ask('app:copy-report');
    this.reportCopied = answer.ok;
  }
}
