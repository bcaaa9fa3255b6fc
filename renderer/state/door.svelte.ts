// The public door as it is seen from outside, and the try to get past the guests' door. Both are asked at the home server, because
// this PC may be led past the door by the names at home.
import type { DoorReport, HostSeen, LeakReport } from '../../electron/contract/door';
import type { Failure } from '../../electron/contract/failure';
import type { Ask } from './asking.svelte';

/** How long after an answer the next look is, while somebody waits for it. */
const lookAgainAfter = 4000;

export class Door {
  report = $state.raw<DoorReport | null>(null);
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);

  leaks = $state.raw<LeakReport | null>(null);
  leaksFailure = $state.raw<Failure | null>(null);
  trying = $state(false);

  constructor(private readonly ask: Ask) {}

  readonly open = $derived(this.report !== null && this.report.hosts.every(({ trouble }) => trouble === null));
  /** How many got through, and how many of a guest's own requests were refused. */
  readonly found = $derived(this.leaks ? [...this.leaks.inside.leaks, ...(this.leaks.outside?.leaks ?? [])] : []);

  seen(host: string): HostSeen | null {
    return this.report?.hosts.find((one) => one.host === host) ?? null;
  }

  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const answer = await this.ask('door:look');
    this.looking = false;
    if (answer.ok) this.report = answer.value;
    this.failure = answer.ok ? null : answer.failure;
  }

  /** Looks now and again until the door is open; the returned function ends it. One look at a time. */
  watch(): () => void {
    let watching = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      await this.look();
      if (watching && !this.open) timer = setTimeout(() => void again(), lookAgainAfter);
    };
    void again();
    return () => {
      watching = false;
      clearTimeout(timer);
    };
  }

  async tryLeaks(): Promise<void> {
    if (this.trying) return;
    this.trying = true;
    this.leaksFailure = null;
    const answer = await this.ask('door:leaks');
    this.trying = false;
    if (answer.ok) this.leaks = answer.value;
    else this.leaksFailure = answer.failure;
  }

  /** Another server, or another set-up: what was seen is of before. */
  forget(): void {
    this.report = null;
    this.failure = null;
    this.leaks = null;
    this.leaksFailure = null;
  }
}
