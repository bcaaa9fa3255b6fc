/** One question to a server: a command that only reads, and a pure parser of what it says. */
import type { Answer } from '../remote';
import type { Sh } from '../shell/sh';

export interface Fact<T> {
  /** Names the question; two with the same key are asked once. */
  readonly key: string;
  readonly command: Sh;
  parse(answer: Pick<Answer, 'status' | 'stdout'>): T;
  /**
   * Asked beside the others in the same round trip, because it has to go out into the internet, where it may hang; what has not answered
   * some seconds after all others is status 124 without a word.
   */
  readonly aside?: true;
}

export const aside = <T>(fact: Fact<T>): Fact<T> => ({ ...fact, aside: true });

/** Asks facts. All that is asked before the answers are awaited travels in one round trip. */
export interface Reader {
  ask<T>(fact: Fact<T>): Promise<T>;
}
