// Whether a pasted token works, as Cloudflare answers. The newest question wins: answers may overtake each other.
import type { Failure } from '../../electron/contract/failure';
import type { Result } from '../../electron/contract/result';

type TokenState<Seen> =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'works'; readonly seen: Seen }
  | { readonly kind: 'failed'; readonly failure: Failure };

export class TokenCheck<Seen> {
  state = $state.raw<TokenState<Seen>>({ kind: 'unknown' });
  #asked = 0;

  readonly seen = $derived(this.state.kind === 'works' ? this.state.seen : null);

  /** `ask` null: there is nothing to ask about yet. */
  async check(ask: (() => Promise<Result<Seen, Failure>>) | null): Promise<void> {
    const number = ++this.#asked;
    if (!ask) {
      this.state = { kind: 'unknown' };
      return;
    }
    this.state = { kind: 'checking' };
    const answer = await ask();
    if (number !== this.#asked) return;
    this.state = answer.ok ? { kind: 'works', seen: answer.value } : { kind: 'failed', failure: answer.failure };
  }
}
