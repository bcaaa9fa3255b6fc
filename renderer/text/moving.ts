// How what follows from a change becomes words.
import type { Consequence } from '../../electron/contract/moving';
import type { Text } from '.';
import type { ConsequenceText } from './shape';

export function consequenceWords(text: Text, { key, values }: Consequence): ConsequenceText {
  // Key and values belong together by construction; TypeScript cannot follow a union through a lookup.
  const say = text.addresses.follows[key] as (values: Consequence['values']) => ConsequenceText;
  return say(values);
}
