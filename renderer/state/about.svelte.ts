// The first page, and what the program says of itself: looked at when somebody opens it, licences when somebody wants to read them.
import type { AboutReport, Licences } from '../../electron/contract/about';
import type { Failure } from '../../electron/contract/failure';
import type { Ask } from './asking.svelte';

export class About {
  open = $state(false);
  forgetting = $state(false);
  busy = $state(false);
  report = $state.raw<AboutReport | null>(null);
  licences = $state.raw<Licences | null>(null);
  failure = $state.raw<Failure | null>(null);

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

  async forget(): Promise<void> {
    const answer = await this.ask('app:forget');
    this.forgetting = false;
    if (!answer.ok) this.failure = answer.failure;
  }
}
