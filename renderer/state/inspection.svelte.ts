// The first look at the server: what was found, and which remedies the person accepted.
import type { CheckReport, Finding } from '../../electron/contract/check';
import type { Failure } from '../../electron/contract/failure';
import type { Access } from '../../electron/contract/fields';
import type { Ask } from './asking.svelte';

export class Inspection {
  report = $state.raw<CheckReport | null>(null);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  switchOffApache = $state(false);
  recognitionOff = $state(false);

  constructor(private readonly ask: Ask) {}

  readonly findings = $derived(this.report?.findings ?? []);
  readonly stops = $derived(this.findings.filter((finding) => this.#stops(finding)));
  readonly solved = $derived(this.findings.filter((finding) => finding.level === 'stop' && !this.#stops(finding)));
  readonly warns = $derived(this.findings.filter(({ level }) => level === 'warn'));
  readonly fine = $derived(this.findings.filter(({ level }) => level === 'fine'));
  readonly clear = $derived(this.report !== null && this.stops.length === 0);

  #stops({ level, remedy }: Finding): boolean {
    if (level !== 'stop') return false;
    if (remedy === 'switch-off-apache') return !this.switchOffApache;
    if (remedy === 'recognition-off') return !this.recognitionOff;
    return true;
  }

  /** What stops depends on which ways are to lead in. */
  async look(access: Access): Promise<Failure | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    const answer = await this.ask('server:check', access);
    this.busy = false;
    if (answer.ok) this.report = answer.value;
    else this.failure = answer.failure;
    return this.failure;
  }

  forget(): void {
    this.report = null;
    this.failure = null;
    this.switchOffApache = false;
    this.recognitionOff = false;
  }
}
