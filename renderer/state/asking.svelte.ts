// Asking the main process. The surprise: Svelte's state is made of proxies, which cannot be cloned across processes, so every
// input is snapshotted here, in one place. An answer that never comes as a value (a bug) becomes a failure all the same.
import { failure, type Failure } from '../../electron/contract/failure';
import type { Bridge, Channel, Input, Output } from '../../electron/contract/ipc';
import { failed, type Result } from '../../electron/contract/result';

export type Ask = <C extends Channel>(channel: C, ...input: Input<C>) => Promise<Result<Output[C], Failure>>;

export const asking =
  (bridge: Bridge): Ask =>
  async <C extends Channel>(channel: C, ...input: Input<C>) => {
    const plain: unknown = $state.snapshot(input);
    try {
      return await bridge.invoke(channel, ...(plain as Input<C>));
    } catch (error) {
      return failed(failure('unexpected', {}, { detail: error instanceof Error ? error.message : String(error) }));
    }
  };
