/**
 * What the system's own upkeep has done and left to do. The surprise: nothing here asks the internet or takes apt's lock; what waits is
 * told by the lists that apt fetched last.
 */
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundUpkeep {
  /** Packages that wait; null = not known. */
  readonly waiting: number | null;
  /** When updates were last installed by themselves; milliseconds since 1970, null = never. */
  readonly lastAt: number | null;
  /** Since when a restart is wanted; null = none is. */
  readonly restartSince: number | null;
}

export function parseUpkeep(stdout: string): FoundUpkeep {
  const number = (name: string): number | null => {
    const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(stdout)?.[1];
    return found === undefined ? null : Number(found);
  };
  const moment = (name: string): number | null => {
    const seconds = number(name);
    return seconds === null ? null : seconds * 1000;
  };
  return { waiting: number('waiting'), lastAt: moment('last'), restartSince: moment('restart') };
}

export const upkeep: Fact<FoundUpkeep> = {
  key: 'upkeep',
  command: new Sh(`since() { [ ! -e "$2" ] || printf '%s %s\\n' "$1" "$(stat -c %Y "$2")"; }
since last /var/lib/apt/periodic/unattended-upgrades-stamp
since restart /run/reboot-required
if said=$(timeout 10 apt-get -s -o Debug::NoLocking=true upgrade); then
  printf 'waiting %s\\n' "$(printf '%s\\n' "$said" | grep -c ^Inst)"
fi`),
  parse: ({ stdout }) => parseUpkeep(stdout),
};
