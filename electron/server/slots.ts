/**
 * How many channels a server lets us have at once (sshd's MaxSessions, 10 unless changed). Learnt by being refused: then as many
 * as were open are the limit, and whoever comes later waits for one to be freed.
 */
export class Slots {
  #limit: number;
  #taken = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  async take(): Promise<void> {
    while (!this.#closed && this.#taken >= this.#limit)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken += 1;
  }

  free(): void {
    this.#taken -= 1;
    this.#waiting.shift()?.();
  }

  /** The line is gone: nobody needs to wait any more. */
  close(): void {
    this.#closed = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Called by one who took a slot and was refused by the server: true when waiting for the others makes sense. */
  refused(): boolean {
    const others = this.#taken - 1;
    this.free();
    if (others < 1) return false;
    this.#limit = others;
    return true;
  }
}
