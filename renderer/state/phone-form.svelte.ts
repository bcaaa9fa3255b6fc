// What is chosen for a new phone: its name, and what a tired parent never needs to see. An Immich account is made before the phone:
// when it cannot be made, nothing else was, and once made it is not made again.
import * as v from 'valibot';
import type { Failure, FailureCode } from '../../electron/contract/failure';
import { PhoneInput } from '../../electron/contract/ipc';
import { tunnelNameOf, type PhoneScope } from '../../electron/contract/phone';
import { AnyPassword, Email, fieldProblems, PhoneName, type FieldProblem } from '../../electron/contract/fields';
import type { Ask } from './asking.svelte';

/** An account with the password for its first sign-in: shown while the code is, and on the card. */
export interface MadeAccount {
  readonly email: string;
  readonly password: string;
}

type Read = { readonly success: true } | { readonly success: false; readonly issues: readonly { message: string }[] };
const problemOf = (read: Read): FieldProblem | null =>
  read.success ? null : (fieldProblems.find((problem) => problem === read.issues[0]?.message) ?? 'characters');

/** Only whoever looks after Immich may make accounts: their password is asked for when it is not at hand. */
const asksForAdmin: readonly FailureCode[] = ['secret-missing', 'admin-password-wrong'];

export class PhoneForm {
  name = $state('');
  person = $state('');
  scope = $state<PhoneScope>('photos');
  /** Only on a yes: a key that is nowhere cannot be taken. */
  keep = $state(false);
  account = $state(false);
  email = $state('');
  adminPassword = $state('');
  /** Immich wants the password of whoever looks after it. */
  asksAdmin = $state(false);
  made = $state.raw<MadeAccount | null>(null);
  /** Asked whether the password is noted, before it is gone with the dialog. */
  leaving = $state(false);
  failure = $state.raw<Failure | null>(null);
  #tried = $state(false);

  constructor(private readonly ask: Ask) {}

  readonly tunnelName = $derived(this.name.trim() === '' ? null : tunnelNameOf(this.name));
  readonly wrongPassword = $derived(this.failure?.code === 'admin-password-wrong');

  readonly problems = $derived.by(() => {
    const none = { name: null, person: null, email: null, admin: null };
    if (!this.#tried) return none;
    const person = this.person.trim() === '' && !this.account ? null : problemOf(v.safeParse(PhoneName, this.person));
    return {
      name: problemOf(v.safeParse(PhoneName, this.name)),
      person,
      email: this.#wantsAccount ? problemOf(v.safeParse(Email, this.email)) : null,
      admin:
        this.#wantsAccount && this.asksAdmin && this.adminPassword === ''
          ? problemOf(v.safeParse(AnyPassword, this.adminPassword))
          : null,
    };
  });

  get #wantsAccount(): boolean {
    return this.account && this.made === null;
  }

  /** Everything as it goes to the server; null while something is not right. */
  read(): PhoneInput | null {
    this.#tried = true;
    if (Object.values(this.problems).some((problem) => problem !== null)) return null;
    const person = this.person.trim();
    const read = v.safeParse(PhoneInput, {
      name: this.name,
      person: person === '' ? null : person,
      scope: this.scope,
      keep: this.keep,
    });
    return read.success ? read.output : null;
  }

  /** True when there is nothing to make, or it is made. */
  async makeAccount(): Promise<boolean> {
    this.failure = null;
    if (!this.#wantsAccount) return true;
    const answer = await this.ask('phone:account', {
      name: this.person.trim(),
      email: this.email.trim(),
      adminPassword: this.adminPassword === '' ? null : this.adminPassword,
    });
    if (answer.ok) {
      this.made = answer.value;
      this.adminPassword = '';
      return true;
    }
    this.asksAdmin ||= asksForAdmin.includes(answer.failure.code);
    if (answer.failure.code === 'admin-password-wrong') this.adminPassword = '';
    // The field itself says what is missing.
    this.failure = answer.failure.code === 'secret-missing' ? null : answer.failure;
    return false;
  }
}
