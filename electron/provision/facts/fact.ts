/** One question to a server: a command that only reads, and a pure parser of what it says. */
import type { Answer } from '../remote';
import type { Sh } from '../shell/sh';

export interface Fact<T> {
  /** Names the question; two with the same key are asked once. */
  readonly key: string;
  readonly command: Sh;
  parse(answer: Pick<Answer, 'status' | 'stdout'>): T;
}

/** Asks facts. All that is asked before the answers are awaited travels in one round trip. */
export interface Reader {
  ask<T>(fact: Fact<T>): Promise<T>;
}
