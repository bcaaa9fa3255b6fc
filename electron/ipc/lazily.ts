/**
 * Every channel at once, most of them answered by what comes later: engine, SSH and the list of public suffixes are 400 kB that the first
 * screen does not wait for. What could not be fetched is fetched again when it is next asked for.
 */
import { requests, type Channel } from '../contract/ipc';
import type { Handlers } from './register';
import type { StartHandlers } from './start';

export interface Lazily {
  readonly handlers: Handlers;
  /** Fetches the rest before anybody asks. */
  prepare(): Promise<void>;
}

type Answer = (...input: readonly unknown[]) => unknown;

export function lazily(start: StartHandlers, fetchRest: () => Promise<Handlers>): Lazily {
  let coming: Promise<Handlers> | null = null;
  const rest = (): Promise<Handlers> =>
    (coming ??= fetchRest().catch((error: unknown) => {
      coming = null;
      throw error;
    }));
  const later =
    (channel: Channel): Answer =>
    async (...input) =>
      ((await rest())[channel] as Answer)(...input);
  return {
    handlers: { ...(Object.fromEntries(requests.map((channel) => [channel, later(channel)])) as Handlers), ...start },
    prepare: async () => {
      await rest();
    },
  };
}
