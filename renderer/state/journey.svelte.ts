// Which step of the journey is shown, and which ones may be gone back to. While work is going on, none.
export const steps = ['welcome', 'connect', 'check', 'choose', 'review', 'apply', 'phones', 'done'] as const;
export type JourneyStep = (typeof steps)[number];

export class Journey {
  step = $state<JourneyStep>('welcome');
  /** True while leaving the step would leave work behind that nobody watches. */
  held = $state(false);
  readonly position = $derived(steps.indexOf(this.step));

  isBehind(step: JourneyStep): boolean {
    return steps.indexOf(step) < this.position;
  }

  mayReturnTo(step: JourneyStep): boolean {
    return this.isBehind(step) && !this.held;
  }

  go(step: JourneyStep): void {
    this.step = step;
  }

  readonly next = (): void => {
    this.step = steps[this.position + 1] ?? this.step;
  };

  readonly back = (): void => {
    const before = steps[this.position - 1];
    if (before !== undefined && this.mayReturnTo(before)) this.step = before;
  };
}
