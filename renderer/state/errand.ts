// What is to be done from a place of a set-up that stands: the settings as they are to be, complete, apart from what is being
// chosen in the steps. Looked through, done, and back to the place it came from.
import type { Input } from '../../electron/contract/ipc';
import type { Settings } from '../../electron/contract/settings';

export type Errand =
  | {
      readonly kind: 'change';
      readonly settings: Settings;
      /** Holds, or everything is as it was. */
      readonly whole: boolean;
      /** With what the opened recovery kit holds. */
      readonly kit: boolean;
    }
  | { readonly kind: 'leave'; readonly wish: Input<'plan:leave'>[0] };

export const changeTo = (settings: Settings, more: { whole?: boolean; kit?: boolean } = {}): Errand => ({
  kind: 'change',
  settings,
  whole: more.whole ?? false,
  kit: more.kit ?? false,
});
