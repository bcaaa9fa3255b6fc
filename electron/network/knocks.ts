/**
 * How many knocks of the last minute no handshake followed. The surprise: a phone that is let in knocks too, every two minutes; what
 * tells wrong keys is a knock every five seconds while nobody's handshake gets any newer.
 */
import type { KnownPhone } from './judge-forward';

const rememberedMs = 60_000;
/** After a longer pause nobody can say which knock was answered: counting begins anew. */
const pauseMs = 30_000;

interface Seen {
  readonly at: number;
  readonly hellos: number;
  readonly handshakes: ReadonlyMap<string, number | null>;
}

export class Knocks {
  #before: Seen | null = null;
  #unanswered: readonly { readonly at: number; readonly count: number }[] = [];

  /** `hellos`: the server's counter; null where nothing counts. Gives the unanswered ones of the last minute. */
  note(at: number, hellos: number | null, phones: readonly KnownPhone[]): number {
    const before = this.#before;
    this.#unanswered = this.#unanswered.filter((one) => at - one.at < rememberedMs);
    if (hellos === null) return this.#sum();
    const handshakes = new Map(phones.map(({ publicKey, handshakeAt }) => [publicKey, handshakeAt]));
    this.#before = { at, hellos, handshakes };
    if (before && at - before.at <= pauseMs) {
      const answered = phones.filter(
        ({ publicKey, handshakeAt }) => handshakeAt !== (before.handshakes.get(publicKey) ?? null),
      );
      const count = hellos - before.hellos - answered.length;
      if (count > 0) this.#unanswered = [...this.#unanswered, { at, count }];
    } else this.#unanswered = [];
    return this.#sum();
  }

  #sum(): number {
    return this.#unanswered.reduce((sum, { count }) => sum + count, 0);
  }
}
