/** A password that can be read out and typed on a phone: four words and a number, about 48 bits. */
import { randomInt } from 'node:crypto';

export function makePassword(
  words: readonly string[],
  random: (below: number) => number = (below) => randomInt(below),
): string {
  const word = (): string => words[random(words.length)] ?? '';
  const number = String(random(90) + 10);
  return [word(), word(), number, word(), word()].join('-');
}
