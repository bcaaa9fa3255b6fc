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
  /** What the same token showed last: stays while it is asked about another domain, and when it has no right there. */
  last = $state.raw<Seen | null>(null);
  #asked = 0;
  #token = '';

  readonly seen = $derived(this.state.kind === 'works' ? this.state.seen : null);

  /** `ask` null: there is nothing to ask about yet. */
  async check(token: string, ask: (() => Promise<Result<Seen, Failure>>) | null): Promise<void> {
    const number = ++this.#asked;
    if (token !== this.#token) this.last = null;
    this.#token = token;
    if (!ask) {
      this.state = { kind: 'unknown' };
      return;
    }
    this.state = { kind: 'checking' };
    const answer = await ask();
    if (number !== this.#asked) return;
    if (answer.ok) this.last = answer.value;
    this.state = answer.ok ? { kind: 'works', seen: answer.value } : { kind: 'failed', failure: answer.failure };
  }
}
