/**
 * The programs that our installs brought, and which of them may go. apt itself says what else needs them: its own rules are asked in a
 * copy of its notes, where ours count as brought along by nobody. The surprise: a program may be in use without any package saying so (a
 * website in nginx, somebody's containers), so each of those is looked at by what it serves; and a settings file of a package that
 * somebody changed is left behind, the package without it.
 */
import { say } from '../../contract/message';
import { run } from '../engine/compare';
import type { Change } from '../engine/step';
import type { Fact } from '../facts/fact';
import { certificateName } from '../facts/certificate';
import { confPath as wg0Path } from '../facts/wireguard';
import { forwardingPath } from '../facts/reach';
import { othersLines } from '../steps/dns';
import { journalFolder, manifestPath } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';

export interface FoundPrograms {
  /** Brought by us and still there. */
  readonly ours: readonly string[];
  /** Those of them that go, and what came along with them since. */
  readonly going: readonly string[];
  /** Settings files of those that somebody changed, by package. */
  readonly changedSettings: readonly { readonly package: string; readonly path: string }[];
  /** Folders that they leave behind and that hold nothing but their own work. */
  readonly leftovers: readonly string[];
}

/** Somebody else has work for these: by what they serve, as commands that say so by their exit status. */
const inUse: readonly { readonly packages: readonly string[]; readonly by: Sh }[] = [
  {
    packages: [
      'docker.io',
      'docker-cli',
      'docker-compose',
      'docker-ce',
      'docker-ce-cli',
      'containerd',
      'containerd.io',
    ],
    by: new Sh(`if systemctl is-active --quiet docker; then
  docker ps -a --format '{{.Label "com.docker.compose.project"}}' | grep -vqx immich-at-home ||
  docker volume ls --format '{{.Name}} {{.Labels}}' | grep -vE '^[0-9a-f]{64} ' | grep -vqF com.docker.compose.project=immich-at-home ||
  { ours=$(sed -n 's/.*"key":"fetch-image","values":{"image":"\\([^"]*\\)".*/\\1/p' ${journalFolder}/*/[0-9]*/entry.json | sort -u)
    docker image inspect --format '{{.Id}}' $ours 2>/dev/null | sort -u > "$work/images"
    docker image ls -q --no-trunc | sort -u | comm -23 - "$work/images" | grep -q .; }
else [ -n "$(ls -A /var/lib/docker/containers 2>/dev/null)" ]; fi`),
  },
  {
    packages: ['nginx', 'nginx-common'],
    by: new Sh(`find /etc/nginx/conf.d /etc/nginx/sites-enabled -mindepth 1 ! -path /etc/nginx/sites-enabled/default 2>/dev/null | while read -r path; do
  cut -f 2 ${manifestPath} | grep -qxF "$path" || { echo "$path"; break; }
done | grep -q .`),
  },
  {
    packages: ['certbot', 'python3-certbot-dns-cloudflare'],
    by: sh`ls /etc/letsencrypt/renewal/ 2>/dev/null | grep -vqxF ${`${certificateName}.conf`}`,
  },
  { packages: ['dnsmasq'], by: new Sh(`[ -n "$( ${othersLines.command.text} )" ]`) },
  {
    packages: ['wireguard-tools', 'wireguard-go'],
    by: sh`find /etc/wireguard -maxdepth 1 -name '*.conf' ! -path ${wg0Path} 2>/dev/null | grep -q .`,
  },
  {
    packages: ['cloudflared'],
    by: new Sh(`grep -ls cloudflared /etc/systemd/system/*.service | grep -vq /immich-at-home-`),
  },
  {
    packages: ['nftables'],
    by: new Sh(`systemctl is-enabled --quiet nftables.service`),
  },
];

/** What these leave behind when they are purged, and what is theirs alone. */
const work: Readonly<Record<string, readonly string[]>> = {
  'docker.io': ['/var/lib/docker', '/var/lib/containerd'],
  'docker-ce': ['/var/lib/docker'],
  'containerd.io': ['/var/lib/containerd'],
  containerd: ['/var/lib/containerd'],
  certbot: ['/etc/letsencrypt', '/var/lib/letsencrypt', '/var/log/letsencrypt'],
  'nginx-common': ['/var/lib/nginx', '/var/log/nginx'],
  cloudflared: ['/usr/local/etc/cloudflared'],
  'unattended-upgrades': ['/var/log/unattended-upgrades'],
};
/** Empty ones go, one with anything in it stays. */
const homes = [
  '/etc/cni/net.d',
  '/etc/cni',
  '/var/www/html',
  '/var/www',
  '/etc/docker',
  '/etc/wireguard',
  '/etc/dnsmasq.d',
  '/etc/cloudflared',
  '/etc/nginx',
  '/etc/containerd',
];

/** Only as a question to apt: nothing is taken away, and its own notes stay as they are. */
const ask = new Sh(`work=$(mktemp -d) || exit 1; trap 'rm -rf "$work"' EXIT
installed() { dpkg-query -W -f '\${Package} \${db:Status-Abbrev}\\n' | awk '$2 == "ii" { print $1 }' | sort -u; }
simulated() { apt-get -s -q -o Dir::State::extended_states="$work/states" -o APT::AutoRemove::RecommendsImportant=false -o APT::AutoRemove::SuggestsImportant=false autoremove 2>/dev/null | awk '$1 == "Remv" { print $2 }' | sort -u; }
cp /var/lib/apt/extended_states "$work/states" 2>/dev/null || : > "$work/states"
: > "$work/ours"; : > "$work/before"
for entry in ${journalFolder}/*/[0-9]*; do
  [ -e "$entry/planned" ] && [ ! -e "$entry/undone" ] || continue
  [ -s "$work/before" ] || cat "$entry/packages" > "$work/before"
  comm -23 "$entry/planned" "$entry/packages" >> "$work/ours"
done
sort -u -o "$work/ours" "$work/ours"
installed | comm -12 - "$work/ours" > "$work/there"
sed 's/^/ours /' "$work/there"
simulated > "$work/loose"
: > "$work/used"
${inUse.map(({ packages, by }) => `if ( ${by.text} ) >/dev/null 2>&1; then printf '%s\\n' ${packages.join(' ')} >> "$work/used"; fi`).join('\n')}
sort -u -o "$work/used" "$work/used"
comm -23 "$work/there" "$work/used" > "$work/free"
[ ! -s "$work/free" ] || xargs apt-mark -o Dir::State::extended_states="$work/states" auto < "$work/free" > /dev/null 2>&1
simulated > "$work/could"
{ comm -12 "$work/could" "$work/there"; comm -23 "$work/could" "$work/there" | comm -23 - "$work/loose" | comm -23 - "$work/before"; } | sort -u > "$work/going"
sed 's/^/going /' "$work/going"
[ ! -s "$work/going" ] || xargs dpkg-query -W -f '\${Package}\\n\${Conffiles}\\n' < "$work/going" | awk 'NF == 1 { package = $1 } NF == 2 { print package, $1, $2 }' | while read -r package path sum; do
  [ ! -f "$path" ] || [ "$(md5sum < "$path" | cut -d ' ' -f 1)" = "$sum" ] || printf 'changed %s %s\\n' "$package" "$path"
done
${Object.entries(work)
  .map(
    ([name, folders]) =>
      `if grep -qx ${name} "$work/ours" && { grep -qx ${name} "$work/going" || ! grep -qx ${name} "$work/there"; }; then for folder in ${folders.join(' ')}; do [ ! -d "$folder" ] || printf 'leftover %s\\n' "$folder"; done; fi`,
  )
  .join('\n')}`);

export const programs: Fact<FoundPrograms> = {
  key: 'own-programs',
  command: ask,
  parse: ({ stdout }) => parsePrograms(stdout),
};

/** Names of all packages that our installs ever brought, whether they are there or not. */
export const brought: Fact<ReadonlySet<string>> = {
  key: 'own-programs-ever',
  command: new Sh(`for entry in ${journalFolder}/*/[0-9]*; do
  [ -e "$entry/planned" ] && [ ! -e "$entry/undone" ] && comm -23 "$entry/planned" "$entry/packages"
done; :`),
  parse: ({ stdout }) => new Set(stdout.split('\n').filter(Boolean)),
};

export function parsePrograms(stdout: string): FoundPrograms {
  const rows = stdout.split('\n').map((row) => row.split(' '));
  const of = (kind: string): readonly string[] => rows.flatMap(([word, name]) => (word === kind && name ? [name] : []));
  return {
    ours: of('ours'),
    going: of('going'),
    changedSettings: rows.flatMap(([word, name = '', path = '']) =>
      word === 'changed' ? [{ package: name, path }] : [],
    ),
    leftovers: [...new Set(of('leftover'))],
  };
}

/** Brought by us, and needed by others now. */
export const needed = ({ ours, going }: FoundPrograms): readonly string[] =>
  ours.filter((name) => !going.includes(name));

/** Docker's own rules and its bridge stay when it is gone, until a restart: its packages take them along now. */
const dockerTraces = new Sh(`if command -v iptables-save > /dev/null; then
  for tables in iptables ip6tables; do
    $tables-save 2>/dev/null | grep -E '^(\\*|-A )' | grep -E '^\\*|DOCKER|docker0|br-[0-9a-f]{12}' | while read -r line; do
      case "$line" in
        '*'*) table=\${line#\\*} ;;
        *) printf '%s\\n' "$line" | sed 's/^-A/-D/' | xargs $tables -w -t "$table" 2>/dev/null || : ;;
      esac
    done
    $tables-save 2>/dev/null | grep -E '^(\\*|:DOCKER)' | while read -r line; do
      case "$line" in
        '*'*) table=\${line#\\*} ;;
        *) chain=\${line#:}; chain=\${chain%% *}; $tables -w -t "$table" -F "$chain" 2>/dev/null && $tables -w -t "$table" -X "$chain" 2>/dev/null || : ;;
      esac
    done
    $tables -w -S FORWARD 2>/dev/null | grep -qv '^-P FORWARD DROP$' || $tables -w -P FORWARD ACCEPT 2>/dev/null || :
  done
  if command -v nft > /dev/null; then
    for table in 'ip filter' 'ip nat' 'ip raw' 'ip6 filter' 'ip6 nat' 'ip6 raw' 'ip mangle' 'ip6 mangle'; do
      nft list table $table 2>/dev/null | grep -vE '^(#.*|table .*|[[:space:]]*(chain .*|type .* policy accept;|\\}|)|\\})$' | grep -q . || nft delete table $table 2>/dev/null || :
    done
  fi
fi
for link in $(ip -o link | sed -n 's/^[0-9]*: \\(docker0\\|br-[0-9a-f]*\\)[:@].*/\\1/p'); do
  [ -n "$(ip -o link show master "$link")" ] || ip link delete "$link" || :
done`);

/** Forwarding as the machine's own settings have it, as it would be after the next start. */
const forwardingAsSet =
  new Sh(`set_by() { cat /usr/lib/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /run/sysctl.d/*.conf /etc/sysctl.d/*.conf /etc/sysctl.conf /etc/ufw/sysctl.conf 2>/dev/null | grep -qE "^[[:space:]]*-?$1[[:space:]]*=[[:space:]]*1"; }
if [ ! -e ${forwardingPath} ]; then
  set_by 'net[./]ipv4[./](ip_forward|conf[./](all|default|\\*)[./]forwarding)' || echo 0 > /proc/sys/net/ipv4/ip_forward
  set_by 'net[./]ipv6[./]conf[./](all|default|\\*)[./]forwarding' || echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
fi`);

const isDocker = (name: string): boolean => name === 'docker.io' || name === 'docker-ce';

/** Not apt's own idea of what may go: exactly these, or nothing. */
export function removePrograms({ going, changedSettings }: FoundPrograms): Change | false {
  if (going.length === 0) return false;
  const keep = new Set(changedSettings.map(({ package: name }) => name));
  const purged = going.filter((name) => !keep.has(name));
  const docker = going.some(isDocker);
  return run(
    say('remove-packages', { packages: going.join(', '), count: going.length }),
    sh`export DEBIAN_FRONTEND=noninteractive
[ -z "$(dpkg --audit)" ] || dpkg --force-confdef --force-confold --configure -a
takes=$(apt-get -s -q remove ${going} 2>/dev/null | awk '$1 == "Remv" || $1 == "Purg" { print $2 }' | sort -u)
[ "$takes" = "$(printf '%s\n' ${going} | sort -u)" ] || { echo 'apt would take away something else:' $takes >&2; exit 1; }
${docker ? new Sh(`systemctl stop docker.socket docker.service containerd.service 2>/dev/null || :\n${dockerTraces.text}`) : new Sh(':')}
# not every package stops what it started
dpkg-query -L ${going} | sed -n -E 's#.*/systemd/system/([^/@]+\\.(service|timer|socket|path))$#\\1#p' | sort -u | xargs -r systemctl stop 2> /dev/null || :
apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o APT::Status-Fd=1 remove ${going}
${purged.length > 0 ? sh`dpkg --purge ${purged}` : new Sh(':')}
${docker ? forwardingAsSet : new Sh(':')}
! grep -qs 'Welcome to nginx' /var/www/html/index.nginx-debian.html || [ -e /etc/nginx/nginx.conf ] || rm -f /var/www/html/index.nginx-debian.html
for home in ${homes}; do rmdir "$home" 2>/dev/null || :; done`,
    { job: 'apt', minutes: 60 },
  );
}
