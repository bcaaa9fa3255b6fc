/**
 * A household that changes what it is called. The surprise: a name of before is not gone, it leads here as long as it stays in `former`;
 * and a name can be of one kind only, for nobody could tell a guest's link from the family's own door any more.
 */
import { mostFormer } from './fields';
import type { Settings } from './settings';

type Hosts = Settings['hosts'];

const kinds = ['photos', 'share', 'vpn'] as const;

const same = (one: Hosts, other: Hosts): boolean => kinds.every((kind) => one[kind] === other[kind]);

/**
 * The settings under other names, those of before first in `former`. Names that come back into use leave it (an entry that says nothing
 * else goes), equal entries are one, and the oldest goes where there are more than the settings hold. The same names again change nothing.
 */
export function renamed<S extends Pick<Settings, 'hosts' | 'former'>>(before: S, hosts: Hosts): S {
  if (same(before.hosts, hosts)) return before;
  const former = [before.hosts, ...before.former]
    .filter((names) => !same(names, hosts))
    .filter((names, n, all) => all.findIndex((other) => same(other, names)) === n)
    .slice(0, mostFormer);
  return { ...before, hosts, former };
}
