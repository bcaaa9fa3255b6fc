// The first page, and what the program says of itself: looked at when somebody opens it, licences when somebody wants to read them.
import type { AboutReport, Licences } from '../../electron/contract/about';
import type { Failure } from '../../electron/contract/failure';
import type { Events, Input } from '../../electron/contract/ipc';
import type { Ask } from './asking.svelte';

export class About {
  open = $state(false);
  forgetting = $state(false);
  busy = $state(false);
  report = $state.raw<AboutReport | null>(null);
  licences = $state.raw<Licences | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Of the newer program: it is being fetched, or here and checked. */
  renewal = $state<'none' | 'fetching' | 'ready'>('none');
  progress = $state.raw<Events['program:progress'] | null>(null);

  constructor(private readonly ask: Ask) {}

  async look(): Promise<void> {
    const answer = await this.ask('app:about');
    if (answer.ok) this.report = answer.value;
    else this.failure = answer.failure;
  }

  async readLicences(): Promise<void> {
    if (this.licences !== null) return;
    const answer = await this.ask('app:licences');
    if (answer.ok) this.licences = answer.value;
    else this.failure = answer.failure;
  }

  async tell(wanted: boolean): Promise<void> {
    await this.ask('update:ask', wanted);
    await this.look();
  }

  async lookForNewer(): Promise<void> {
    this.busy = true;
    const answer = await this.ask('program:look');
    this.busy = false;
    if (answer.ok && this.report) this.report = { ...this.report, news: answer.value };
  }

  async fetchNewer(): Promise<void> {
    this.failure = null;
    this.progress = null;
    this.renewal = 'fetching';
    const answer = await this.ask('program:fetch');
    this.renewal = answer.ok && answer.value ? 'ready' : 'none';
    if (!answer.ok) this.failure = answer.failure;
  }

  async cancel(): Promise<void> {
    await this.ask('program:cancel');
  }

  /** The program ends with it; where work goes on, it says so instead. */
  async install(): Promise<void> {
    const answer = await this.ask('program:install');
    if (answer.ok) return;
    this.failure = answer.failure;
    if (answer.failure.code !== 'apply-locked') this.renewal = 'none';
  }

  async show(what: Input<'app:show'>[0]): Promise<void> {
    const answer = await this.ask('app:show', what);
    if (!answer.ok) this.failure = answer.failure;
  }

  async forget(): Promise<void> {
    const answer = await this.ask('app:forget');
    this.forgetting = false;
    if (!answer.ok) this.failure = answer.failure;
  }
}
