// Which step of the journey is shown, and which ones may be gone back to. While work is going on, none. The surprise: not every
// way in needs every step; those that are left out keep their place in the order, so that "behind" stays true when the way changes.
import type { Settings } from '../../electron/contract/settings';
import { hasDirectWay, hasPublicDoor } from '../../electron/contract/ways';

export const steps = [
  'welcome',
  'connect',
  'check',
  'choose',
  'review',
  'apply',
  'hostnames',
  'router',
  'phones',
  'done',
] as const;
export type JourneyStep = (typeof steps)[number];

/** Opened from a place these stand alone; from any other one the steps are gone through. */
const openedAlone: readonly JourneyStep[] = ['connect', 'review', 'hostnames', 'router', 'phones', 'done'];

/** What decides which steps there are. */
export type WaysIn = Pick<Settings, 'access' | 'cloudflare'>;

export const isByHand = (ways: WaysIn): boolean => hasPublicDoor(ways) && ways.cloudflare.way === 'hand';

function isOnTheWay(step: JourneyStep, ways: WaysIn): boolean {
  if (step === 'hostnames') return isByHand(ways);
  if (step === 'router' || step === 'phones') return hasDirectWay(ways);
  return true;
}

export class Journey {
  step = $state<JourneyStep>('welcome');
  /** True while leaving the step would leave work behind that nobody watches. */
  held = $state(false);
  /** All the steps are gone through, one after the other; otherwise one of them was opened from a place of a server that stands. */
  walks = $state(true);
  /** Opened from the list of a server that stands: Back leads to the list again. */
  #opened: JourneyStep | null = null;
  /** A plan for one wish of this step is looked through: Back leads there, and takes the wish back. */
  #detour: { readonly from: JourneyStep; readonly takeBack: () => void } | null = null;

  constructor(
    private readonly ways: () => WaysIn,
    private readonly worked: () => boolean,
    /** What is looked through and done was asked for at a place, which it leads back to. */
    private readonly errand: { readonly on: () => boolean; readonly end: () => void },
  ) {}

  readonly steps = $derived.by(() => steps.filter((step) => isOnTheWay(step, this.ways())));

  isBehind(step: JourneyStep): boolean {
    return steps.indexOf(step) < steps.indexOf(this.step);
  }

  mayReturnTo(step: JourneyStep): boolean {
    return this.isBehind(step) && !this.held;
  }

  go(step: JourneyStep): void {
    if (this.step === 'connect') {
      this.#opened = step;
      this.walks = !openedAlone.includes(step);
    }
    // Looked through, the wish goes its way; where a secret is asked for, it stays until the plan is made.
    if (step === 'apply' || step === 'choose') this.#detour = null;
    else this.#endDetour();
    this.step = step;
  }

  /** Shows the plan for one wish that was made at this step. */
  reviewWish(takeBack: () => void): void {
    const from = this.step;
    this.go('review');
    this.#detour = { from, takeBack };
  }

  #endDetour(): JourneyStep | null {
    const detour = this.#detour;
    this.#detour = null;
    detour?.takeBack();
    return detour?.from ?? null;
  }

  /** The step that follows another one on this way. */
  follow(step: JourneyStep): void {
    this.step = this.steps.find((other) => steps.indexOf(other) > steps.indexOf(step)) ?? this.step;
  }

  readonly next = (): void => {
    const alone = !this.walks && openedAlone.includes(this.step);
    if (this.errand.on() || alone) this.toPlaces();
    else this.follow(this.step);
  };

  /** Where a server that stands is asked what to do. What was to be done there is done, or is not wished for any more. */
  toPlaces(): void {
    if (this.held) return;
    this.#endDetour();
    this.errand.end();
    this.step = 'connect';
  }

  readonly back = (): void => {
    if (this.errand.on()) {
      this.toPlaces();
      return;
    }
    const from = this.#endDetour();
    if (from !== null) {
      this.step = from;
      return;
    }
    const last = this.steps.findLast((step) => this.isBehind(step));
    // Without work behind it, a step was opened from the list of a server that stands.
    const fromList = !this.worked() && (last === 'apply' || this.step === this.#opened);
    const before = fromList ? 'connect' : last;
    if (before !== undefined && this.mayReturnTo(before)) this.step = before;
  };
}
