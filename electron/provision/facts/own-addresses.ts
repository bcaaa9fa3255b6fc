/** The server's own IPv4 addresses outside itself, and which of them the way out has; the router's MAC as the kernel knows it. */
import { isAddress } from '../../contract/range';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundAddresses {
  readonly own: readonly string[];
  /** The address that the way out leaves from; null = there is no way out. */
  readonly outgoing: string | null;
  /** In small letters; null = it was not heard of lately. */
  readonly routerMac: string | null;
}

export function parseAddresses(stdout: string): FoundAddresses {
  const words = (pattern: RegExp): readonly string[] =>
    [...stdout.matchAll(pattern)].map(([, word = '']) => word).filter(isAddress);
  return {
    own: words(/^\d+: \S+ +inet ([\d.]+)\//gm),
    outgoing: words(/^\S+ via .*\bsrc ([\d.]+)/gm)[0] ?? null,
    routerMac: /\blladdr ([0-9a-fA-F:]{17})\b/.exec(stdout)?.[1]?.toLowerCase() ?? null,
  };
}

/** No packet leaves for it: the kernel is asked which way one would take. */
export const addressesSeen = (router: string): Fact<FoundAddresses> => ({
  key: `own-addresses ${router}`,
  command: sh`ip -4 -o addr show scope global
ip -4 route get 1.1.1.1
ip neigh show to ${router}`,
  parse: ({ stdout }) => parseAddresses(stdout),
});
