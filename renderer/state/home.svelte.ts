// How a set-up that stands is seen: the last look, and the one under way. What was seen stays while it is looked again.
import type { Failure } from '../../electron/contract/failure';
import type { HomeReport } from '../../electron/contract/home';
import type { Input } from '../../electron/contract/ipc';
import type { Ask } from './asking.svelte';

/** Somebody who comes back to Home sees what was seen last; what is older than this is looked at anew. */
const staleAfter = 30_000;

export class Home {
  report = $state.raw<HomeReport | null>(null);
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);
  /** The report for a friend: where it went, null = nowhere yet. */
  handed = $state.raw<{ readonly way: Input<'home:report'>[0]; readonly path: string | null } | null>(null);
  reportFailure = $state.raw<Failure | null>(null);
  #looks = 0;

  constructor(private readonly ask: Ask) {}

  async look(): Promise<void> {
    if (this.looking) return;
    const number = ++this.#looks;
    this.looking = true;
    const answer = await this.ask('home:look');
    if (number !== this.#looks) return;
    this.looking = false;
    if (answer.ok) this.report = answer.value;
    this.failure = answer.ok ? null : answer.failure;
  }

  /** The first look starts by itself. */
  async arrive(): Promise<void> {
    if (this.report === null || Date.now() - this.report.at > staleAfter) await this.look();
  }

  async hand(way: Input<'home:report'>[0]): Promise<void> {
    const answer = await this.ask('home:report', way);
    this.reportFailure = answer.ok ? null : answer.failure;
    // Saving that was called off hands nothing over.
    if (answer.ok && (way === 'copy' || answer.value !== null)) this.handed = { way, path: answer.value };
  }

  /** Another server, or another set-up: what was seen is of before, and an answer that is still on its way too. */
  forget(): void {
    this.#looks += 1;
    this.looking = false;
    this.report = null;
    this.failure = null;
    this.handed = null;
    this.reportFailure = null;
  }
}
