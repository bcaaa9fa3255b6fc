/**
 * What kind of machine this is. The surprises: Raspberry Pi OS with 64 bit calls itself "debian", only /etc/rpi-issue tells; and a
 * 64-bit kernel may carry a 32-bit system, so the word size is asked of the C library, not of the kernel.
 */
import type { ServerFacts } from '../../contract/check';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

type System = ServerFacts['system'];

export function parseSystem(stdout: string): System {
  const value = (name: string): string => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(stdout)?.[1] ?? '';
  const raspberry = /^rpi-issue$/m.test(stdout);
  return {
    id: raspberry ? 'raspbian' : value('ID'),
    version: value('VERSION_ID'),
    codename: value('VERSION_CODENAME'),
    name: raspberry ? value('PRETTY_NAME').replace(/^.*?(?= \d)/, 'Raspberry Pi OS') : value('PRETTY_NAME'),
  };
}

export const system: Fact<System> = {
  key: 'system',
  command: sh`cat /etc/os-release; [ ! -e /etc/rpi-issue ] || echo rpi-issue`,
  parse: ({ stdout }) => parseSystem(stdout),
};

/** Each level's marks beyond the level before, as the kernel spells them (psABI: x86-64-v2 … v4). */
const levelMarks = {
  2: ['cx16', 'lahf_lm', 'popcnt', 'sse4_1', 'sse4_2', 'ssse3'],
  3: ['avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'abm', 'movbe', 'xsave'],
  4: ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'],
} as const;

export function levelOf(flags: readonly string[]): 1 | 2 | 3 | 4 | null {
  if (!flags.includes('lm')) return null;
  const has = (level: 2 | 3 | 4): boolean => levelMarks[level].every((mark) => flags.includes(mark));
  if (!has(2)) return 1;
  if (!has(3)) return 2;
  return has(4) ? 4 : 3;
}

export interface Machine {
  readonly hostname: string;
  readonly architecture: string;
  readonly wordSize: 32 | 64;
  readonly processorLevel: 1 | 2 | 3 | 4 | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly systemd: boolean;
}

export function parseMachine(stdout: string): Machine {
  const value = (name: string): string => new RegExp(`^${name}\\s*:? (.*)$`, 'm').exec(stdout)?.[1]?.trim() ?? '';
  return {
    hostname: value('hostname'),
    architecture: value('architecture'),
    wordSize: value('bits') === '32' ? 32 : 64,
    processorLevel: levelOf(value('flags').split(' ')),
    cores: Number(value('cores')) || 1,
    memoryBytes: (Number.parseInt(value('MemTotal'), 10) || 0) * 1024,
    systemd: value('systemd') === 'yes',
  };
}

export const machine: Fact<Machine> = {
  key: 'machine',
  command: sh`printf 'hostname %s\n' "$(uname -n)"
printf 'architecture %s\n' "$(dpkg --print-architecture)"
printf 'bits %s\n' "$(getconf LONG_BIT)"
printf 'cores %s\n' "$(nproc)"
[ ! -d /run/systemd/system ] || echo 'systemd yes'
grep MemTotal /proc/meminfo
grep -m 1 '^flags' /proc/cpuinfo`,
  parse: ({ stdout }) => parseMachine(stdout),
};

export interface ServerClock {
  readonly synchronised: boolean;
  readonly timeZone: string;
  /** Seconds since 1970, as the server believes. */
  readonly seconds: number;
}

export function parseClock(stdout: string): ServerClock {
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(stdout)?.[1] ?? '';
  return {
    synchronised: value('NTPSynchronized') === 'yes',
    timeZone: value('Timezone') || /\/zoneinfo\/(?:posix\/)?(.+)$/.exec(value('Link'))?.[1] || 'UTC',
    seconds: Number(value('Seconds')),
  };
}

export const clock: Fact<ServerClock> = {
  key: 'clock',
  command: sh`printf 'Seconds=%s\n' "$(date +%s)"
printf 'Link=%s\n' "$(readlink -f /etc/localtime)"
timedatectl show -p NTPSynchronized -p Timezone`,
  parse: ({ stdout }) => parseClock(stdout),
};

/**
 * The program that holds apt's or dpkg's lock: found in /proc/locks by inode and proven by its open file, because a small system
 * has no fuser and an inode alone may belong to another filesystem.
 */
export const aptHolder: Fact<string | null> = {
  key: 'apt-holder',
  command: sh`for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
  [ -e "$lock" ] || continue
  awk -v inode=":$(stat -c %i "$lock")" 'substr($6, length($6) - length(inode) + 1) == inode { print $5 }' /proc/locks |
    while read -r pid; do
      [ -r "/proc/$pid/comm" ] || continue
      ls -l "/proc/$pid/fd" | grep -qF -- "-> $lock" && cat "/proc/$pid/comm"
    done
done | head -n 1`,
  parse: ({ stdout }) => stdout.trim() || null,
};
