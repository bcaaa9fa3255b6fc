/** Passwords that can be read out and typed on a phone. */
import { randomInt } from 'node:crypto';

/** Four words and a number, about 48 bits. */
export function makePassword(
  words: readonly string[],
  random: (below: number) => number = (below) => randomInt(below),
): string {
  const word = (): string => words[random(words.length)] ?? '';
  const number = String(random(90) + 10);
  return [word(), word(), number, word(), word()].join('-');
}

/** For what anybody may try to open in their own time, years later: six words, about 62 bits. */
export const makePassphrase = (
  words: readonly string[],
  random: (below: number) => number = (below) => randomInt(below),
): string => Array.from({ length: 6 }, () => words[random(words.length)] ?? '').join('-');
