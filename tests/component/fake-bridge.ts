// A bridge that answers as scripted and refuses what the real one refuses: every input is parsed by the contract's own schema
// and cloned as it would be on its way to another process, so a forgotten `$state` proxy fails here as it would there.
import * as v from 'valibot';
import { failure } from '../../electron/contract/failure';
import {
  requestSchemas,
  type Bridge,
  type Channel,
  type EventName,
  type Events,
  type Input,
  type Output,
} from '../../electron/contract/ipc';
import { failed, ok, type Result } from '../../electron/contract/result';
import type { Failure } from '../../electron/contract/failure';
import { readWishes } from '../../electron/contract/wishes';
import { idle } from '../../electron/contract/progress';
import { withoutDoor } from './at-home';
import { fritzbox, guide, reachable, routerList, untouched } from './at-the-router';
import { doorSeen, newPhone, onceAccount, phoneCode, phoneList, setupTokenSeen, tight } from './household';

type Answer<C extends Channel> = Result<Output[C], Failure>;
type Script = { [C in Channel]?: (...input: Input<C>) => Answer<C> | Promise<Answer<C>> };

const usual: Script = {
  'app:info': () =>
    ok({
      version: '0.1.0',
      platform: 'linux',
      language: 'en',
      theme: 'system',
      canRemember: true,
      timeZone: 'Europe/Berlin',
      welcomed: true,
      folder: '/home/anna/.config/Immich at Home',
    }),
  'app:ready': () => ok(undefined),
  'server:known': () => ok([]),
  'server:discover': () => ok([]),
  'server:choose-key': () => ok(null),
  'settings:check': (draft) => {
    const read = readWishes(draft);
    return ok('issues' in read ? read.issues : []);
  },
  'settings:password': () => ok('tulip-harbor-92-mosaic'),
  'apply:state': () => ok(idle),
  'settings:setup-token': () => ok(setupTokenSeen),
  'door:look': () => ok(doorSeen()),
  'door:leaks': () => ok(tight),
  'home:look': () => ok(withoutDoor(Date.now())),
  'home:report': (way) => ok(way === 'copy' ? null : '/home/anna/immich-at-home-report.txt'),
  'router:detect': () => ok(fritzbox),
  'router:list': () => ok(routerList),
  'router:guide': (id) => ok(guide(id)),
  'router:look': () => ok(untouched()),
  'router:reach': () => ok(reachable),
  'plan:save': () => ok(null),
  'phone:save': () => ok(null),
  'phone:list': () => ok(phoneList(Date.now())),
  'phone:add': () => ok(phoneCode),
  'phone:replace': () => ok(phoneCode),
  'phone:code': () => ok({ ...phoneCode, kept: true }),
  'phone:change': () => ok(newPhone),
  'phone:account': () => ok(onceAccount),
};

export class FakeBridge implements Bridge {
  readonly calls: { readonly channel: Channel; readonly input: readonly unknown[] }[] = [];
  readonly #listeners: { readonly [E in EventName]: Set<(value: Events[E]) => void> } = {
    'apply:event': new Set(),
    'server:lost': new Set(),
    'program:progress': new Set(),
    'about:open': new Set(),
  };
  #script: Script;

  constructor(script: Script = {}) {
    this.#script = { ...usual, ...script };
  }

  /** Changes answers in the middle of a test. */
  answer(script: Script): void {
    this.#script = { ...this.#script, ...script };
  }

  async invoke<C extends Channel>(channel: C, ...input: Input<C>): Promise<Answer<C>> {
    const sent: unknown = structuredClone(input);
    const read = v.safeParse(requestSchemas[channel], sent);
    if (!read.success) throw new Error(`${channel} refuses: ${read.issues.map(({ message }) => message).join(', ')}`);
    this.calls.push({ channel, input: read.output });
    const answer = this.#script[channel] as ((...input: Input<C>) => Answer<C> | Promise<Answer<C>>) | undefined;
    return answer ? answer(...read.output) : ok(undefined as Output[C]);
  }

  on<E extends EventName>(event: E, listener: (value: Events[E]) => void): () => void {
    const listeners: Set<(value: Events[E]) => void> = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  tell<E extends EventName>(event: E, value: Events[E]): void {
    const listeners: Set<(value: Events[E]) => void> = this.#listeners[event];
    for (const listener of listeners) listener(value);
  }

  callsTo<C extends Channel>(channel: C): Input<C>[] {
    return this.calls.filter((call) => call.channel === channel).map(({ input }) => input as Input<C>);
  }
}

/** An answer that never comes: for looking at what is shown meanwhile. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);
export const refusal = <C extends Failure['code']>(
  ...of: Parameters<typeof failure<C>>
): { readonly ok: false; readonly failure: Failure } => failed(failure<C>(...of));
