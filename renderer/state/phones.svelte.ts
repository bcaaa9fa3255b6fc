// Phones with a direct line: their list, what is done with one of them, and the code that is on the screen. A code is drawn and
// forgotten: its key is gone from main as soon as the dialog closes.
import type { Failure } from '../../electron/contract/failure';
import type { Input } from '../../electron/contract/ipc';
import type { ListedPhone, PhoneCode, PhoneList } from '../../electron/contract/phone';
import type { Ask } from './asking.svelte';
import { PhoneForm, type MadeAccount } from './phone-form.svelte';
import { waitFor } from './sign-of-life';

/** How often the server is asked while a phone is waited for, and while somebody looks at the list. */
const whileWaiting = 2000;
const whileListed = 10_000;

/** A question about one phone. */
export interface PhoneQuestion {
  readonly kind: 'rename' | 'replace' | 'remove';
  readonly phone: ListedPhone;
}

interface Shown {
  readonly code: PhoneCode;
  readonly account: MadeAccount | null;
  /** Its key was to be kept, and this PC could not. */
  readonly keptInVain: boolean;
  /** How it stood when the code appeared; null = the server did not say. */
  readonly before: PhoneList | null;
}

export class Phones {
  list = $state.raw<PhoneList | null>(null);
  failure = $state.raw<Failure | null>(null);
  loading = $state(false);
  /** Something is being done for one phone. */
  busy = $state(false);

  form = $state.raw<PhoneForm | null>(null);
  question = $state.raw<PhoneQuestion | null>(null);
  /** Of what was asked last: said in its dialog, on the page where there is none. */
  refused = $state.raw<Failure | null>(null);
  shown = $state.raw<Shown | null>(null);
  savedAs = $state<string | null>(null);
  /** A card was printed: code and password stand on it. */
  printed = $state(false);
  /** What comes after the code, while it is asked whether it may go at all. */
  #leaving = $state.raw<(() => unknown) | null>(null);

  constructor(private readonly ask: Ask) {}

  readonly phones = $derived(this.list?.phones ?? []);
  /** Whose they are, each once: suggested for the next one. */
  readonly people = $derived(
    this.phones.flatMap(({ person }) => person ?? []).filter((person, at, all) => all.indexOf(person) === at),
  );
  readonly code = $derived(this.shown?.code ?? null);

  readonly newPhone = $derived(this.phones.find(({ publicKey }) => publicKey === this.code?.phone.publicKey) ?? null);
  /** The last time it was seen before its code was shown. */
  readonly seenBefore = $derived(
    this.shown?.before?.phones.find(({ publicKey }) => publicKey === this.code?.phone.publicKey)?.seen?.handshakeAt ??
      null,
  );
  readonly newPhoneSeen = $derived((this.newPhone?.seen?.handshakeAt ?? 0) > (this.seenBefore ?? 0));
  /** Nobody has the code: no phone came with it, and it is neither in this PC's keychain nor in a file nor on a card. */
  readonly codeAtRisk = $derived(
    this.code !== null &&
      !(this.code.kept || this.savedAs !== null || this.printed || this.newPhoneSeen || this.seenBefore !== null),
  );
  /** The password of a new account stands here and on its card, nowhere else. */
  readonly passwordAtRisk = $derived((this.shown?.account ?? null) !== null && !this.printed);
  /** Asked before the only copy is gone. What is safe by now is not asked about any longer. */
  readonly asksToPutAway = $derived(this.#leaving !== null && (this.codeAtRisk || this.passwordAtRisk));
  readonly wait = $derived(
    this.shown?.before && this.list
      ? waitFor(this.shown.code.phone.publicKey, this.shown.before, this.list)
      : { ms: 0, packets: null, cause: null, long: false },
  );

  /** Nothing is asked in a dialog. */
  readonly onPage = $derived(this.form === null && this.question === null && this.shown === null);

  async load(): Promise<void> {
    this.loading = this.list === null;
    const answer = await this.ask('phone:list');
    this.loading = false;
    if (answer.ok) this.list = answer.value;
    this.failure = answer.ok ? null : answer.failure;
  }

  /** Asks now and again while somebody looks; the returned function ends it. */
  watchList(): () => void {
    return this.#again(whileListed, () => this.onPage && !this.busy);
  }

  /** Asks again and again while a code is shown and its phone is waited for. */
  watchLine(): () => void {
    return this.#again(whileWaiting, () => !this.newPhoneSeen);
  }

  #again(every: number, wanted: () => boolean): () => void {
    let watching = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      if (wanted()) await this.load();
      if (watching) timer = setTimeout(() => void look(), every);
    };
    timer = setTimeout(() => void look(), every);
    return () => {
      watching = false;
      clearTimeout(timer);
    };
  }

  startAdding(): void {
    this.refused = null;
    this.form = new PhoneForm(this.ask);
  }

  /** The password of an account that was made stands nowhere else: then it is asked first, and asking again takes that back. */
  stopAdding(): void {
    if (this.form?.made) this.form.leaving = !this.form.leaving;
    else this.leaveForm();
  }

  leaveForm(): void {
    this.form = null;
    this.refused = null;
  }

  async add(): Promise<void> {
    const { form } = this;
    const wanted = form?.read() ?? null;
    if (form === null || wanted === null || this.busy) return;
    this.busy = true;
    this.refused = null;
    form.leaving = false;
    if (await form.makeAccount()) await this.#show('phone:add', [wanted], wanted.keep, form.made);
    // closed in the meantime: what was made must not be lost with it
    if (form.made !== null && this.shown === null) this.form ??= form;
    this.busy = false;
  }

  askAbout(kind: PhoneQuestion['kind'], phone: ListedPhone): void {
    this.refused = null;
    this.question = { kind, phone };
  }

  putQuestionAway(): void {
    this.question = null;
    this.refused = null;
  }

  async replace(phone: ListedPhone, keep: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = null;
    // the old one may be out although its successor is not in
    if (!(await this.#show('phone:replace', [phone.publicKey, { keep }], keep))) await this.load();
    this.busy = false;
  }

  async showAgain(phone: ListedPhone): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = null;
    await this.#show('phone:code', [phone.publicKey], false);
    this.busy = false;
  }

  /** What answers with a code: it is shown, and what asked for it is put away. False when it was refused. */
  async #show<C extends 'phone:add' | 'phone:replace' | 'phone:code'>(
    channel: C,
    input: Input<C>,
    keep: boolean,
    account: MadeAccount | null = null,
  ): Promise<boolean> {
    const answer = await this.ask(channel, ...input);
    if (!answer.ok) {
      this.refused = answer.failure;
      return false;
    }
    await this.load();
    this.savedAs = null;
    this.printed = false;
    this.#leaving = null;
    this.shown = {
      code: answer.value,
      account,
      keptInVain: keep && !answer.value.kept,
      before: this.failure === null ? this.list : null,
    };
    this.form = null;
    this.question = null;
    return true;
  }

  async save(): Promise<void> {
    if (!this.code) return;
    const answer = await this.ask('phone:save', this.code.phone.publicKey);
    if (answer.ok) this.savedAs = answer.value;
    this.refused = answer.ok ? null : answer.failure;
  }

  /** Closes the code, and asks first where it or a password is nowhere else. */
  leaveCode(then: () => unknown = () => undefined): void {
    this.#leaving = then;
    if (!this.asksToPutAway) void this.putCodeAway();
  }

  stayWithCode(): void {
    this.#leaving = null;
  }

  async putCodeAway(): Promise<void> {
    const then = this.#leaving;
    this.#leaving = null;
    this.shown = null;
    then?.();
    this.refused = null;
    await this.ask('phone:forget-code');
    await this.load();
  }

  async rename(phone: ListedPhone, name: string, person: string | null): Promise<void> {
    await this.#settle('phone:change', phone.publicKey, { name, person });
  }

  async remove(phone: ListedPhone): Promise<void> {
    await this.#settle('phone:remove', phone.publicKey);
  }

  /** True when it took. */
  async switch(phone: ListedPhone, enabled: boolean): Promise<boolean> {
    await this.#settle('phone:change', phone.publicKey, { enabled });
    return this.refused === null;
  }

  async #settle<C extends 'phone:change' | 'phone:remove'>(channel: C, ...input: Input<C>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = null;
    const answer = await this.ask(channel, ...input);
    this.busy = false;
    if (answer.ok) this.question = null;
    else this.refused = answer.failure;
    // a phone may be out although something else failed then
    await this.load();
  }
}
