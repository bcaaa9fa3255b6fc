// All that stands on the home server, so that what a set-up and a removal leave behind can be compared as a whole: nothing that nobody
// thought of stays hidden. Files are read from outside, from the server's disk itself.
// Surprise: what is left out is a short list, each with its reason; whatever is not on it counts.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { internet } from './internet/index.ts';
import { serverExec } from './lab.ts';
import { serverTree } from './trees.ts';

/** Everything by name: "file /etc/hosts" → "0644 0:0 sha256". */
export type Inventory = ReadonlyMap<string, string>;

const leftOut: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^\/(?:proc|sys|dev|run|tmp|var\/tmp|boot)(?:\/|$)/, 'is not on the disk, or ends with a restart'],
  [/^\/var\/log\//, 'logs tell of what was; the folders of ours among them are looked at by name'],
  [/^\/var\/cache\/(?!nginx|immich)/, 'made again whenever it is needed'],
  [/^\/var\/lib\/apt\/(?:lists|periodic|daily_lock)/, 'what apt last heard'],
  [/^\/var\/lib\/apt\/extended_states$/, 'apt writes it anew; packages are compared one by one'],
  [/^\/var\/lib\/dpkg\//, 'the books of dpkg: packages are compared one by one, with their state'],
  [
    /^\/var\/lib\/systemd\/(?:timers|random-seed|timesync|catalog|rfkill|backlight|coredump|deb-systemd-.*-enabled$)/,
    'systemd’s own clockwork',
  ],
  [/^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/, 'the copy of before that each change leaves'],
  [/^\/etc\/(?:ld\.so\.cache|\.pwd\.lock|resolv\.conf|machine-id|adjtime)$/, 'made again, or the lab’s'],
  [/^\/var\/lib\/ucf\//, 'the books of ucf: a name may stay in them after a purge, with no file'],
  [/\/__pycache__(?:\/|$)/, 'made again whenever Python runs'],
  [/^\/(?:home|root)\//, 'people’s own'],
  [/^\/var\/lib\/(?:dhcp|logrotate|chrony|misc\/dnsmasq\.leases)/, 'changes by the hour'],
];

const isLeftOut = (path: string): boolean => leftOut.some(([pattern]) => pattern.test(path));

function files(): readonly (readonly [string, string])[] {
  const rows: [string, string][] = [];
  const walk = (path: string): void => {
    for (const name of readdirSync(join(serverTree, path)).toSorted()) {
      const at = `${path === '/' ? '' : path}/${name}`;
      if (isLeftOut(at)) continue;
      const there = lstatSync(join(serverTree, at));
      const mode = (there.mode & 0o7777).toString(8).padStart(4, '0');
      const owner = `${there.uid}:${there.gid}`;
      if (there.isSymbolicLink()) rows.push([at, `link ${owner} ${readlinkSync(join(serverTree, at))}`]);
      else if (there.isDirectory()) rows.push([at, `folder ${mode} ${owner}`]);
      else if (there.isFile()) rows.push([at, `file ${mode} ${owner} ${digest(join(serverTree, at))}`]);
      else rows.push([at, `special ${mode} ${owner}`]);
      if (there.isDirectory()) walk(at);
    }
  };
  walk('/');
  return rows.map(([path, what]) => [`file ${path}`, what]);
}

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);

/** Rows of a command, each by its own name. */
async function rows(kind: string, command: string): Promise<readonly (readonly [string, string])[]> {
  const { stdout } = await serverExec(command, { allowFailure: true });
  const seen = new Map<string, number>();
  return stdout
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .map((row) => {
      const [name = '', ...rest] = row.split(/\s+/);
      const n = (seen.get(name) ?? 0) + 1;
      seen.set(name, n);
      return [`${kind} ${name}${n > 1 ? ` (${n})` : ''}`, rest.join(' ')];
    });
}

/** Of the machine as a whole; those of a network device come and go with it, those of a module stay with the module. */
const sysctls = `sysctl -a 2>/dev/null | grep -E '^(net\\.ipv[46]\\.|net\\.core\\.|vm\\.overcommit|vm\\.max_map)' |
  grep -vE '\\.(conf|neigh)\\.(wg0|docker0|br-|veth)' | grep -vE 'bridge-nf|nf_conntrack|\\.stable_secret|random|tcp_fastopen_key|route\\.flush'`;

/** DNS and tunnels at the stand-in of Cloudflare. */
async function atCloudflare(): Promise<readonly (readonly [string, string])[]> {
  return Object.entries(await internet.snapshot()).map(([name, value]) => [
    `cloudflare ${name}`,
    JSON.stringify(value),
  ]);
}

export async function inventory(): Promise<Inventory> {
  const parts = await Promise.all([
    rows('package', `dpkg-query -W -f '\${Package}:\${Architecture} \${Version} \${db:Status-Abbrev}\\n'`),
    rows('unit', `systemctl list-unit-files --no-legend --no-pager | awk '{ print $1, $2 }'`),
    rows(
      'running',
      `systemctl list-units --no-legend --no-pager --plain --all --type=service,socket,timer,path --state=active,activating,failed | awk '$4 != "exited" { print $1, $4 }' | grep -vE '^(apt-daily|dpkg-db-backup|user-runtime-dir|user@|session-|systemd-(hostnamed|localed|timedated|tmpfiles-clean|sysctl|tmpfiles-))'`,
    ),
    rows('port', `ss -H -l -n -t -u -p | awk '{ print $1 "/" $5, $7 }' | sed 's/pid=[0-9]*,fd=[0-9]*//g' | sort`),
    rows(
      'nftables',
      `command -v nft >/dev/null && nft list ruleset | sed 's/counter packets [0-9]* bytes [0-9]*/counter/' | awk '{ print NR, $0 }'`,
    ),
    rows('device', `ip -o link | sed 's/^[0-9]*: \\([^:@]*\\).*/\\1/'`),
    rows('user', `sed 's/:/ /' /etc/passwd`),
    rows('group', `sed 's/:/ /' /etc/group`),
    rows('sysctl', sysctls),
    rows('log', `ls -d /var/log/*/ | sed 's|/$||'`),
    atCloudflare(),
  ]);
  return new Map([...files(), ...parts.flat()]);
}

/** What differs, a line each: "+ file /etc/x …", "- unit y", "~ user z: before → now". [] = nothing. */
export function difference(before: Inventory, now: Inventory): readonly string[] {
  const gone = [...before].filter(([name]) => !now.has(name)).map(([name, what]) => `- ${name} ${what}`);
  const come = [...now].filter(([name]) => !before.has(name)).map(([name, what]) => `+ ${name} ${what}`);
  const other = [...now].flatMap(([name, what]) => {
    const was = before.get(name);
    return was === undefined || was === what ? [] : [`~ ${name}: ${was} → ${what}`];
  });
  return [...gone, ...come, ...other];
}
