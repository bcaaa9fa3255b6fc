/**
 * How many channels a server lets us have at once (sshd's MaxSessions, 10 unless changed). Learnt by being refused: then as many
 * as were open are the limit, and whoever comes later waits for one to be freed. The surprise: a busy server refuses also because it
 * has not yet put away the one before, so what was learnt is forgotten as soon as none is open.
 */
export class Slots {
  #limit: number;
  readonly #atFirst: number;
  #taken = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
    this.#atFirst = limit;
  }

  /** Gives false when `enough` fired before one was free: what holds the others may hold them for long. */
  async take(enough: AbortSignal): Promise<boolean> {
    while (!this.#closed && this.#taken >= this.#limit) {
      if (enough.aborted) return false;
      await this.#oneFreed(enough);
    }
    this.#taken += 1;
    return true;
  }

  free(): void {
    this.#taken -= 1;
    if (this.#taken === 0) this.#limit = this.#atFirst;
    this.#waiting.shift()?.();
  }

  #oneFreed(enough: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        enough.removeEventListener('abort', gone);
        resolve();
      };
      const gone = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve();
      };
      this.#waiting.push(go);
      enough.addEventListener('abort', gone, { once: true });
    });
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
