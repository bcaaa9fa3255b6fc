// What stands on a phone's card, and how it gets to the printer: as a sheet of its own beside the window, for as long as that takes.
import { flushSync, mount, unmount } from 'svelte';
import type { Language } from '../../../electron/contract/ipc';
import type { PhoneCode } from '../../../electron/contract/phone';
import type { Access } from '../../../electron/contract/fields';
import type { MadeAccount } from '../../state/phone-form.svelte';
import type { Text } from '../../text';
import Card from './Card.svelte';
import type { PhoneSystem } from './system';

export interface CardContent {
  readonly words: Text['card'];
  readonly language: Language;
  readonly system: PhoneSystem;
  readonly code: PhoneCode;
  /** Where the direct line is the only way on the road, the card does not promise another one. */
  readonly access: Exclude<Access, 'public'>;
  /** The photos' own address. */
  readonly host: string;
  /** Whoever looks after the photos. */
  readonly who: string;
  readonly account: MadeAccount | null;
}

export function printCard(content: CardContent): void {
  const sheet = mount(Card, { target: document.body, props: content });
  flushSync();
  addEventListener('afterprint', () => void unmount(sheet), { once: true });
  print();
}
