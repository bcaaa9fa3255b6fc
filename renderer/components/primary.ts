// The one primary action of a step.
import type { IconName } from './icons';

export interface Primary {
  readonly label: string;
  readonly run: () => unknown;
  readonly icon?: IconName;
  readonly busy?: boolean;
  /** Why it cannot be pressed yet. */
  readonly notYet?: string | null;
}
