// Phones with a direct line. A new phone's code is drawn and forgotten: its key is gone as soon as the dialog closes.
import * as v from 'valibot';
import type { Failure } from '../../electron/contract/failure';
import type { PhoneCode, PhoneList } from '../../electron/contract/phone';
import { fieldProblems, PhoneName, type FieldProblem } from '../../electron/contract/settings';
import type { Ask } from './asking.svelte';

/** How often the server is asked whether the new phone has been seen. */
const pollEvery = 2000;

export class Phones {
  list = $state.raw<PhoneList | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);

  adding = $state(false);
  name = $state('');
  nameProblem = $state.raw<FieldProblem | null>(null);
  addFailure = $state.raw<Failure | null>(null);
  code = $state.raw<PhoneCode | null>(null);
  savedAs = $state<string | null>(null);
  removing = $state<string | null>(null);

  #packetsBefore: number | null = null;

  constructor(private readonly ask: Ask) {}

  readonly phones = $derived(this.list?.phones ?? []);
  readonly newPhone = $derived(this.phones.find(({ publicKey }) => publicKey === this.code?.phone.publicKey) ?? null);
  readonly newPhoneSeen = $derived(this.newPhone?.seen?.handshakeAt != null);
  /** Packets that arrived since the code was shown. */
  readonly packetsSince = $derived.by(() => {
    const packets = this.list?.packets ?? null;
    return packets === null || this.#packetsBefore === null ? null : Math.max(0, packets - this.#packetsBefore);
  });

  async load(): Promise<void> {
    this.busy = this.list === null;
    const answer = await this.ask('phone:list');
    this.busy = false;
    if (answer.ok) this.list = answer.value;
    this.failure = answer.ok ? null : answer.failure;
  }

  startAdding(): void {
    this.adding = true;
    this.name = '';
    this.nameProblem = null;
    this.addFailure = null;
    this.code = null;
    this.savedAs = null;
  }

  async add(): Promise<void> {
    const read = v.safeParse(PhoneName, this.name);
    this.nameProblem = read.success
      ? null
      : (fieldProblems.find((problem) => problem === read.issues[0].message) ?? 'characters');
    if (!read.success || this.busy) return;
    this.busy = true;
    this.addFailure = null;
    const answer = await this.ask('phone:add', read.output);
    this.busy = false;
    if (!answer.ok) {
      this.addFailure = answer.failure;
      return;
    }
    this.code = answer.value;
    this.#packetsBefore = this.list?.packets ?? null;
    await this.load();
  }

  /** Asks again and again while the code is shown; the returned function ends it. */
  watch(): () => void {
    let watching = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      await this.load();
      if (watching && !this.newPhoneSeen) timer = setTimeout(() => void again(), pollEvery);
    };
    timer = setTimeout(() => void again(), pollEvery);
    return () => {
      watching = false;
      clearTimeout(timer);
    };
  }

  async save(): Promise<void> {
    if (!this.code) return;
    const answer = await this.ask('phone:save', this.code.phone.name);
    if (answer.ok) this.savedAs = answer.value;
    else this.addFailure = answer.failure;
  }

  async putCodeAway(): Promise<void> {
    const shown = this.code !== null;
    this.adding = false;
    this.code = null;
    if (!shown) return;
    await this.ask('phone:forget-code');
    await this.load();
  }

  async remove(): Promise<void> {
    const name = this.removing;
    if (name === null || this.busy) return;
    this.busy = true;
    const answer = await this.ask('phone:remove', name);
    this.busy = false;
    this.removing = null;
    await this.load();
    if (!answer.ok) this.failure = answer.failure;
  }
}
