/**
 * Who guards the server's door now. The surprise: tables that only block somebody (fail2ban) or belong to Docker or libvirt are no
 * firewall: only one that refuses by default counts, because a second such table would have to know everything the first lets in.
 */
import type { ServerFacts } from '../../contract/check';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export const ourTable = 'immich_at_home';

export interface FoundFirewall {
  readonly kind: ServerFacts['firewall'];
  /** Our table is loaded. */
  readonly loaded: boolean;
}

export function parseFirewall(stdout: string): FoundFirewall {
  const loaded = new RegExp(`^table inet ${ourTable} \\{`, 'm').test(stdout);
  return { kind: kindOf(stdout, loaded), loaded };
}

function kindOf(stdout: string, loaded: boolean): FoundFirewall['kind'] {
  if (/^ufw Status: active/m.test(stdout)) return 'ufw';
  if (/^firewalld active$/m.test(stdout)) return 'firewalld';
  const refusing = tablesOf(stdout).find((table) => table.name !== `inet ${ourTable}` && refusesByDefault(table.text));
  if (refusing) return refusing.byIptables ? 'iptables' : 'nftables';
  if (/^:INPUT DROP/m.test(stdout) || /^-A INPUT -j (?:DROP|REJECT)/m.test(stdout)) return 'iptables';
  return loaded ? 'ours' : 'none';
}

interface Table {
  readonly name: string;
  readonly text: string;
  readonly byIptables: boolean;
}

/** Tables that iptables-nft keeps are called as in iptables. */
const tablesOf = (ruleset: string): readonly Table[] =>
  [...ruleset.matchAll(/^table (\S+ \S+) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', text = '']) => ({
    name,
    text,
    byIptables: /^ip6? filter$/.test(name),
  }));

/** Of a table with a chain on incoming packets: its policy is drop, or a rule without any condition drops or rejects. */
function refusesByDefault(table: string): boolean {
  const chains = [...table.matchAll(/^\tchain (\S+) \{\n([\s\S]*?)^\t\}/gm)].map(([, , body = '']) => body);
  const incoming = chains.filter((body) => /hook input/.test(body));
  if (incoming.some((body) => /hook input[^\n]*policy drop/.test(body))) return true;
  return incoming.some((body) => /^\t\t(?:counter (?:packets \d+ bytes \d+ )?)?(?:drop|reject)\b/m.test(body));
}

export const firewall: Fact<FoundFirewall> = {
  key: 'firewall',
  command: sh`! command -v ufw >/dev/null || printf 'ufw %s\n' "$(ufw status | head -n 1)"
printf 'firewalld %s\n' "$(systemctl is-active firewalld)"
! command -v nft >/dev/null || nft -s -t list ruleset
! command -v iptables-save >/dev/null || iptables-save -t filter`,
  parse: ({ stdout }) => parseFirewall(stdout),
};
