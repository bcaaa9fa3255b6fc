// contextBridge between two worlds of one page. Chromium's isolated worlds share the document but no objects; custom events
// cross, and their `detail` is structured-cloned on the way. Functions stay where they are and go over as numbers.
export type World = 'main' | 'preload';

type Packed =
  | { readonly is: 'function' | 'promise'; readonly id: number }
  | { readonly is: 'error'; readonly message: string }
  | { readonly is: 'list'; readonly items: readonly Packed[] }
  | { readonly is: 'object'; readonly entries: readonly (readonly [string, Packed])[] }
  | { readonly is: 'value'; readonly value: unknown };
type Outcome = { readonly ok: Packed } | { readonly error: Packed };
type Callable = (...args: unknown[]) => unknown;
interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface Bridge {
  expose(key: string, api: unknown): void;
}

export function bridge(here: World, secret: string): Bridge {
  const there: World = here === 'main' ? 'preload' : 'main';
  const functions = new Map<number, Callable>();
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let returned: Outcome | undefined;

  const tell = (kind: string, detail: unknown): boolean =>
    document.dispatchEvent(new CustomEvent(`${secret}:${there}:${kind}`, { detail }));

  function hear<Detail>(kind: string, listener: (detail: Detail) => void): void {
    const receive = (event: Event): void => {
      event.stopImmediatePropagation();
      listener((event as CustomEvent<Detail>).detail);
    };
    document.addEventListener(`${secret}:${here}:${kind}`, receive, true);
  }

  function pack(value: unknown): Packed {
    if (typeof value === 'symbol') throw new TypeError('contextBridge: symbols cannot be passed');
    if (typeof value === 'function') return { is: 'function', id: keep(functions, value as Callable) };
    if (value instanceof Promise) return { is: 'promise', id: announce(value) };
    if (value instanceof Error) return { is: 'error', message: value.message };
    if (Array.isArray(value)) return { is: 'list', items: value.map(pack) };
    if (isPlain(value)) return { is: 'object', entries: Object.entries(value).map(([key, one]) => [key, pack(one)]) };
    return { is: 'value', value };
  }

  function unpack(packed: Packed): unknown {
    switch (packed.is) {
      case 'function':
        return (...args: unknown[]) => call(packed.id, args);
      case 'promise':
        return new Promise((resolve, reject) => waiting.set(packed.id, { resolve, reject }));
      case 'error':
        return new Error(packed.message);
      case 'list':
        return packed.items.map(unpack);
      case 'object':
        return Object.fromEntries(packed.entries.map(([key, one]) => [key, unpack(one)]));
      case 'value':
        return packed.value;
    }
  }

  function keep<Kept>(map: Map<number, Kept>, value: Kept): number {
    map.set(++last, value);
    return last;
  }

  function announce(promise: Promise<unknown>): number {
    const id = ++last;
    promise.then(
      (value) => tell('settled', { id, outcome: { ok: pack(value) } }),
      (error: unknown) => tell('settled', { id, outcome: { error: pack(error) } }),
    );
    return id;
  }

  /** Dispatching an event is synchronous: when `tell` is back, the answer has been left in `returned`. */
  function call(id: number, args: unknown[]): unknown {
    returned = undefined;
    tell('call', { id, args: pack(args) });
    const outcome = returned as Outcome | undefined;
    if (!outcome) throw new Error('contextBridge: the other world did not answer');
    return settle(outcome);
  }

  function settle(outcome: Outcome): unknown {
    if ('error' in outcome) throw unpack(outcome.error) as Error;
    return unpack(outcome.ok);
  }

  hear<{ id: number; args: Packed }>('call', ({ id, args }) => {
    let outcome: Outcome;
    try {
      outcome = { ok: pack(functions.get(id)?.(...(unpack(args) as unknown[]))) };
    } catch (error) {
      outcome = { error: pack(error) };
    }
    tell('returned', outcome);
  });
  hear<Outcome>('returned', (outcome) => (returned = outcome));
  hear<{ id: number; outcome: Outcome }>('settled', ({ id, outcome }) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    try {
      waiter?.resolve(settle(outcome));
    } catch (error) {
      waiter?.reject(error);
    }
  });
  if (here === 'main') {
    hear<{ key: string; api: Packed }>('expose', ({ key, api }) =>
      Object.defineProperty(globalThis, key, { value: freeze(unpack(api)), enumerable: true }),
    );
  }
  return { expose: (key, api) => void tell('expose', { key, api: pack(api) }) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function freeze(value: unknown): unknown {
  if (!isPlain(value) && !Array.isArray(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
