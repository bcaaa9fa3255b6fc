// The plan as it is looked through: what would be done, and what of others may be replaced.
import { SvelteSet } from 'svelte/reactivity';
import type { Failure } from '../../electron/contract/failure';
import type { MessageKey } from '../../electron/contract/message';
import { countChanges, type Plan, type PlannedChange, type PlannedPart, type Risk } from '../../electron/contract/plan';
import type { Result } from '../../electron/contract/result';
import type { Settings } from '../../electron/contract/settings';
import type { Ask } from './asking.svelte';
import { secretMissing, type Choices } from './choices.svelte';
import type { Errand } from './errand';
import type { Inspection } from './inspection.svelte';

/** What a yes to replacing something of others names: a file's path, or "dns:" and a host. */
export const foreignIn = ({ changes }: Pick<PlannedPart, 'changes'>): string[] =>
  changes.flatMap(({ replacesForeign, accepts, id }) => (replacesForeign ? [accepts ?? id] : []));

/** The host whose record would be replaced; null when it is a file. */
export const foreignHost = (accepts: string): string | null => /^dns:(.+)$/.exec(accepts)?.[1] ?? null;

const order: readonly Risk[] = ['none', 'restarts', 'may-disconnect'];
export const riskOf = ({ changes }: PlannedPart): Risk =>
  order[Math.max(0, ...changes.map(({ risk }) => order.indexOf(risk)))] ?? 'none';

/** What a change without an undo leaves behind. A restart or a test leaves nothing. */
const leaving: readonly MessageKey[] = ['make-folder', 'write-file', 'install-packages', 'make-database-password'];
export const staysBehind = ({ undo, summary }: PlannedChange): boolean =>
  undo === 'keep' && leaving.includes(summary.key);

export class Review {
  plan = $state.raw<Plan | null>(null);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  savedAs = $state<string | null>(null);
  /** Asked for at a place; null = what was chosen in the steps. */
  errand = $state.raw<Errand | null>(null);
  readonly accepted = new SvelteSet<string>();

  #making = 0;

  constructor(
    private readonly ask: Ask,
    private readonly choices: Choices,
    private readonly inspection: Inspection,
  ) {}

  readonly changes = $derived(this.plan ? countChanges(this.plan) : 0);
  readonly isEmpty = $derived(this.plan !== null && this.changes === 0);
  readonly leaving = $derived((this.plan?.parts ?? []).filter(({ leaving }) => leaving));
  readonly coming = $derived((this.plan?.parts ?? []).filter(({ leaving }) => !leaving));
  readonly untickedForeign = $derived(
    (this.plan?.parts ?? []).flatMap(foreignIn).filter((accepts) => !this.accepted.has(accepts)),
  );

  /** Another server: what was looked through and agreed to is of before. */
  forget(): void {
    this.#making += 1;
    this.busy = false;
    this.plan = null;
    this.failure = null;
    this.accepted.clear();
  }

  /** What is to stand after this plan; null = nothing, or what is chosen is not complete. */
  get wanted(): Settings | null {
    if (this.errand === null) return this.choices.settings;
    return this.errand.kind === 'change' ? this.errand.settings : null;
  }

  #ask(): Promise<Result<Plan, Failure>> {
    const { errand } = this;
    const { draft, secrets, renames } = this.choices;
    if (errand?.kind === 'leave') return this.ask('plan:leave', errand.wish);
    const { switchOffApache } = this.inspection;
    if (errand === null) {
      return this.ask('plan:make', { ...draft }, secrets, { switchOffApache, ...(renames ? { whole: true } : {}) });
    }
    return this.ask('plan:make', { ...errand.settings }, secrets, {
      switchOffApache: false,
      ...(errand.whole ? { whole: true } : {}),
      ...(errand.kit ? { kit: true } : {}),
    });
  }

  /** The plan that would be made of the choices as they stand, or of what was asked for at a place. */
  async make(): Promise<Plan | null> {
    const number = ++this.#making;
    this.busy = true;
    this.failure = null;
    this.savedAs = null;
    const answer = await this.#ask();
    // Of choices that were taken back meanwhile, or made anew.
    if (number !== this.#making) return null;
    this.busy = false;
    this.plan = answer.ok ? answer.value : null;
    this.failure = answer.ok ? null : answer.failure;
    const missing = secretMissing(this.failure);
    if (missing !== null) this.choices.demand(missing);
    return this.plan;
  }

  async save(): Promise<void> {
    if (!this.plan) return;
    const answer = await this.ask('plan:save', this.plan.id);
    if (answer.ok) this.savedAs = answer.value;
    else this.failure = answer.failure;
  }

  tick(accepts: string, accepted: boolean): void {
    if (accepted) this.accepted.add(accepts);
    else this.accepted.delete(accepts);
  }
}
