// What a server is after a set-up, as far as two servers set up alike must be alike: files we noted, packages, units, ports, images,
// firewall. Keys, passwords and certificates differ from server to server and are seen by mode and owner only.
import { serverExec } from './lab.ts';

const questions = {
  files: `awk -F '\\t' '{ print $2, $3 }' /var/lib/immich-at-home/manifest | sort`,
  texts: `awk -F '\\t' '$2 !~ /\\.env$|cloudflare|tunnel\\.(token|json)|wg0.conf|photos-mount|admin-made|renewal/ { print $1, $2 }' /var/lib/immich-at-home/manifest | sort`,
  secrets: `stat -c '%n %a %U' /var/lib/immich-at-home/secrets/database-password /etc/wireguard/*.key /etc/immich-at-home/cloudflare.ini /etc/immich-at-home/tunnel.token | sort`,
  packages: `dpkg-query -W -f '\${Package} \${db:Status-Abbrev}\\n' | sort`,
  units: `systemctl list-unit-files --state=enabled --no-legend --plain | awk '{ print $1 }' | sort`,
  failed: `systemctl list-units --state=failed --no-legend --plain 'immich*' 'nginx*' 'dnsmasq*' 'wg-quick*' 'docker*' | awk '{ print $1 }'`,
  listening: `ss -H -ltnu | awk '{ print $1, $5 }' | sed 's/%[a-z0-9]*//' | grep -v ':[3-6][0-9][0-9][0-9][0-9]$' | sort -u`,
  containers: `docker ps --format '{{.Names}} {{.Image}}' | sort`,
  firewall: `nft -s list table inet immich_at_home | grep -v counter`,
  environment: `sed 's/^DB_PASSWORD=.*/DB_PASSWORD=…/' /opt/immich-at-home/.env`,
  wireguard: `sed -E 's/^(PrivateKey|PublicKey|PresharedKey) = .*/\\1 = …/' /etc/wireguard/wg0.conf`,
  timers: `systemctl list-timers --all --no-legend --plain 'immich*' 'certbot*' | awk '{ print $(NF-1) }' | sort`,
  lock: `ls /run/immich-at-home/lock 2>/dev/null`,
} as const;

export type State = Record<keyof typeof questions, string>;

export async function state(): Promise<State> {
  const script = Object.entries(questions)
    .map(([name, command]) => `echo '=== ${name}'\n${command}`)
    .join('\n');
  const { stdout } = await serverExec(['sh', '-s'], { input: script, allowFailure: true });
  const parts = stdout.split(/^=== /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', ...lines] = part.split('\n');
      return [name, lines.join('\n')];
    }),
  ) as State;
}
