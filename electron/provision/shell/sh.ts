/**
 * Commands by construction: every value put into sh`…` is quoted, so no hostname, path or name can become a command.
 * The surprise: a Sh inside a Sh is inserted as it is (it was quoted when it was made), an array becomes several words.
 */
import { Secret } from './secret';

export class Sh {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export const quote = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export type Word = string | number | Sh | readonly (string | number)[];

const written = (value: Word): string => {
  if (value instanceof Sh) return value.text;
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value);
  return value.map((word) => quote(String(word))).join(' ');
};

/** A POSIX shell command with quoted values. A Secret does not type-check here and throws if forced: it must go by stdin. */
export function sh(parts: TemplateStringsArray, ...values: readonly Word[]): Sh {
  return new Sh(
    parts.reduce((text, part, n) => {
      const value = values[n - 1];
      if (value === undefined) throw new TypeError('sh`…`: a value is undefined');
      if ((value as unknown) instanceof Secret) throw new TypeError('sh`…`: secrets never go into a command');
      return text + written(value) + part;
    }),
  );
}

/** Several commands, one after the other; the first that fails ends them. */
export const all = (...commands: readonly Sh[]): Sh => new Sh(commands.map((command) => command.text).join('\n'));
