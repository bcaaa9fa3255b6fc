// firewall: facts in, changes out.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { PortHolder } from '../../electron/contract/check';
import { absent } from '../../electron/provision/facts/common';
import { parseHomeInterface } from '../../electron/provision/facts/home-interface';
import { parseListeners } from '../../electron/provision/facts/preflight-network';
import { parseSshDoors } from '../../electron/provision/facts/ssh-doors';
import { parseUfwRules, type UfwRule } from '../../electron/provision/facts/ufw';
import { firewall, type FoundGuard } from '../../electron/provision/steps/firewall';
import { reachOf, reachText } from '../../electron/wireguard/reach';
import {
  canAsk,
  captured,
  family,
  familyWith,
  inShort,
  missing,
  runs,
  somebodys,
  stale,
  verdict,
  versions,
  written,
} from './family';

const rulesPath = '/etc/immich-at-home/firewall.nft';
const unitPath = '/etc/systemd/system/immich-at-home-firewall.service';
const fresh: FoundGuard = {
  firewall: { kind: 'none', loaded: false },
  packages: versions(),
  rules: absent(rulesPath),
  unitFile: absent(unitPath),
  unit: missing,
  armed: false,
  ssh: { ports: [22], from: ['192.168.178.20'] },
  listeners: [],
  ufw: [],
  ufwWithIpv6: true,
  homeInterface: 'host0',
};
const plan = firewall.plan(family(), fresh);
const settled: FoundGuard = {
  ...fresh,
  firewall: { kind: 'ours', loaded: true },
  packages: versions('nftables'),
  rules: written(plan[2]),
  unitFile: written(plan[1]),
  unit: runs,
};
const rulesOf = (found: Partial<FoundGuard>): string => {
  const change = firewall
    .plan(family(), { ...fresh, ...found })
    .find(({ action }) => action.kind === 'write' && action.file.path === rulesPath);
  return written(change).text ?? '';
};
const holder = (port: number, program: string, more: Partial<PortHolder> = {}): PortHolder => ({
  port,
  program,
  protocol: 'tcp',
  address: '0.0.0.0',
  ...more,
});
const given = (rule: string, ours = false): UfwRule => ({ rule, ours });
/** As ufw said it on a server of the first release, and what this one has asked for since. */
const addedLater = [
  'allow in on host0 from fe80::/10 to any port 53',
  'allow in on host0 from fc00::/7 to any port 53',
  'route allow in on wg0 out on host0',
];
const added = [...parseUfwRules(captured('debian-13/ufw/ufw')), ...addedLater.map((rule) => given(rule, true))];
const armAndKeep = ['arm-firewall', 'keep-firewall'];

describe('firewall', () => {
  it('a fresh server: the timer before the table, kept only afterwards', () => {
    expect(inShort(plan)).toEqual([
      'install-packages nftables',
      `write-file ${unitPath}`,
      `write-file ${rulesPath}`,
      ...armAndKeep,
    ]);
    expect(plan.map(({ risk }) => risk)).toEqual(['none', 'none', 'none', 'may-disconnect', 'none']);
    const arm = plan[3]?.action;
    const command = arm?.kind === 'run' ? arm.command.text : '';
    expect(command.indexOf('nft -c')).toBeLessThan(command.indexOf('--on-active=90'));
    expect(command.indexOf('--on-active=90')).toBeLessThan(command.lastIndexOf('nft -f'));
  });

  it('done already', () => expect(firewall.plan(family(), settled)).toEqual([]));

  it.each<[string, Partial<FoundGuard>]>([
    ['the timer still runs', { armed: true }],
    ['the table was taken away', { firewall: { kind: 'none', loaded: false } }],
    ['the unit was never enabled', { unit: { state: 'running', enabled: false } }],
    ['the unit runs an older file', { unit: stale }],
  ])('cut off while %s: armed and kept again', (_, found) => {
    expect(inShort(firewall.plan(family(), { ...settled, ...found }))).toEqual(armAndKeep);
  });

  it('a change that fails leaves the rules that stood, loaded and enabled', () => {
    const [arm, keep] = firewall.plan(family(), { ...settled, unit: stale });
    const undo = arm && typeof arm.undo === 'object' && arm.undo.kind === 'run' ? arm.undo.command.text : '';
    expect(undo).toContain('cat "$entry/table"');
    expect(undo).toContain('enable immich-at-home-firewall.service');
    expect(keep?.undo).toBe('keep');
    expect(plan[4]?.undo).toMatchObject({ verb: 'disable --now' });
  });

  it('lets in the home and, from elsewhere, who is connected now', () => {
    expect(rulesOf({})).toContain('ip saddr 192.168.178.0/24 tcp dport @ssh_ports accept');
    expect(rulesOf({})).not.toContain('192.168.178.20');
    const ssh = { ports: [22, 2222], from: ['198.51.100.7', 'fe80::1', '2001:db8::7', 'fd00::1'] };
    expect(rulesOf({ ssh })).toContain('elements = { 22, 2222 }');
    expect(rulesOf({ ssh })).toContain('elements = { 198.51.100.7 }');
    expect(rulesOf({ ssh })).toContain('elements = { 2001:db8::/64 }');
  });

  it('who comes from the same network tomorrow finds the door open, and nothing to change', () => {
    const today = { ports: [22], from: ['2001:db8:1:2:a8c1:5eff:fe01:2345', '192.168.20.7', '10.83.1.4'] };
    const tomorrow = { ports: [22], from: ['2001:db8:1:2:51d2:9a0b:77f1:9', '192.168.20.31'] };
    const rules = written(firewall.plan(family(), { ...settled, ssh: today })[0]);
    expect(rules.text).toContain('elements = { 2001:db8:1:2::/64 }');
    expect(rules.text).toContain('elements = { 10.83.1.4, 192.168.20.0/24 }');
    expect(firewall.plan(family(), { ...settled, rules, ssh: tomorrow })).toEqual([]);
  });

  it('does not forget them at the next look', () => {
    const away = firewall.plan(family(), { ...settled, ssh: { ports: [22], from: ['198.51.100.7'] } });
    const rules = written(away[0]);
    expect(inShort(away)).toEqual([`write-file ${rulesPath}`, ...armAndKeep]);
    expect(firewall.plan(family(), { ...settled, rules })).toEqual([]);
    expect(
      written(firewall.plan(family(), { ...settled, rules, ssh: { ports: [22], from: ['203.0.113.9'] } })[0]).text,
    ).toContain('elements = { 198.51.100.7, 203.0.113.9 }');
  });

  it('what was served before stays reachable; what is of ours, fleeting or private to a device is not opened', () => {
    const rules = rulesOf({ listeners: parseListeners(captured('ubuntu-24.04/fresh/listeners')) });
    expect(rules).toContain('elements = { 445, 2049 }');
    expect(rules).toContain('elements = { 5353 }');
  });

  it('phones in the VPN get none of it', () => {
    const rules = rulesOf({ listeners: [holder(445, 'smbd')] });
    const input = rules.slice(rules.indexOf('chain input'));
    expect(input.indexOf('udp dport @home_udp accept\n\n\t\tip saddr @administrators')).toBeGreaterThan(0);
    expect(input.indexOf('iifname "wg0" drop')).toBeLessThan(input.indexOf('@kept_tcp'));
  });

  it('but for those that may into the whole home, at its address there, and never SSH', () => {
    const rules = rulesOf({ listeners: [holder(445, 'smbd')] });
    const before = rules.slice(0, rules.indexOf('iifname "wg0" drop'));
    for (const set of ['home_phones', 'all_phones'])
      expect(before).toContain(`iifname "wg0" ip saddr @${set} ip daddr 192.168.178.10 goto kept_for_phones`);
    expect(rules).toMatch(/chain kept_for_phones \{\n\t\ttcp dport @ssh_ports drop\n\t\ttcp dport @kept_tcp accept\n/);
  });

  it.each(['none', 'ufw'] as const)('a router that asks us, and is asked by us, makes no storm, beside %s', (kind) => {
    const input = rulesOf({ firewall: { kind, loaded: false } }).replace(/^[^]*chain input \{/, '');
    const limit = /ip saddr 192\.168\.178\.1 udp dport \S+ limit rate over 200\/second burst 400 packets drop/;
    expect(input).toMatch(limit);
    // also of what is known already: a router asks from one port again and again
    if (kind === 'none') expect(input.search(limit)).toBeLessThan(input.indexOf('established,related accept'));
  });

  it.each(['none', 'ufw'] as const)('Immich is reached past nginx by nobody, beside %s', (kind) => {
    expect(rulesOf({ firewall: { kind, loaded: false } })).toContain(
      'iifname != "br-*" oifname "br-*" tcp dport 2283 drop',
    );
    // forwarding that is on before Docker starts has it leave every container open
    expect(rulesOf({ firewall: { kind, loaded: false } })).toContain(
      'oifname { "br-*", "docker0" } oifname != "host0" ct state new ct status & dnat != dnat drop',
    );
  });

  describe('phones', () => {
    const rules = rulesOf({});
    it('get no further than their scope, and never to another', () => {
      expect(rules).toMatch(/chain from_phones \{\n\t\toifname != "host0" goto to_published\n/);
      expect(rules).toMatch(/chain to_published \{\n\t\ttcp dport 2283 drop\n\t\tct status & dnat != dnat drop\n/);
      expect(rules).toContain('ct original ip daddr != 192.168.178.10 drop');
      expect(rules).toContain('ip saddr @home_phones ip daddr 192.168.178.0/24 accept');
      expect(rules).toMatch(/hook forward .*\n\t\tiifname "wg0" goto from_phones\n\t\toifname "wg0" goto to_phones\n/);
    });

    it('have an IPv6 address in the VPN, by which neither SSH nor the home’s names are open to them', () => {
      for (const line of rules.split('\n').filter((one) => one.includes('fc00::/7 }')))
        expect(line).toContain('iifname != "wg0"');
      const { settings } = family();
      const vpn = { ...settings.vpn, network6: 'fd12:3456:789a:1::/64' };
      const ssh = { ports: [22], from: ['fd12:3456:789a:1::2', 'fd00::7'] };
      const text = written(firewall.plan(family({ settings: { ...settings, vpn } }), { ...fresh, ssh })[2]).text;
      expect(text).toMatch(/set vpn_addresses6 \{\n.*\n\t\telements = \{ fd12:3456:789a:1::1 \}/);
      expect(text).toMatch(/set administrators6 \{\n.*\n.*\n\t\telements = \{ fd12:3456:789a:1::2 \}/);
    });

    it('are told to the firewall apart: a damaged list leaves the guard, and lets nobody go on', () => {
      expect(rules).not.toContain('include');
      const text = written(plan[1]).text ?? '';
      for (const verb of ['Start', 'Reload'])
        expect(text).toMatch(
          new RegExp(`Exec${verb}=/.*firewall\\.nft\n(?:#.*\n)?Exec${verb}=-/usr/sbin/nft -f .*phones\\.nft\n`),
        );
      const arm = plan[3]?.action;
      const command = arm?.kind === 'run' ? arm.command.text : '';
      expect(command.slice(command.lastIndexOf('nft -f /etc/immich-at-home/firewall.nft'))).toContain(
        'nft -f /etc/immich-at-home/phones.nft || :',
      );
    });

    it('get past another firewall to names and photos alone; without a direct way a wg0 is not ours', () => {
      const beside = { ...fresh, firewall: { kind: 'ufw', loaded: false } } as const;
      const ssh = { ports: [22], from: ['10.83.0.4', '198.51.100.7'] };
      const text = written(firewall.plan(family(), { ...beside, ssh })[2]).text ?? '';
      expect(text).toMatch(/goto phones_here\n\t\}\n\n.*\n\tchain phones_here \{[^]*?accept\n\t\tdrop\n\t\}\n/);
      expect(text).toContain('elements = { 10.83.0.4 }');
      expect(text).not.toContain('198.51.100.7');
      expect(written(firewall.plan(familyWith('public'), beside)[2]).text).not.toContain('phones_here');
    });

    it('ask the router for nothing in this machine’s name', () => {
      const from = rules.slice(
        rules.indexOf('chain from_phones'),
        rules.indexOf('@home_phones ip daddr 192.168.178.0/24'),
      );
      expect(from).toContain('udp th dport { 1900, 5350, 5351 } drop');
      expect(from).toContain('ip daddr { 192.168.178.1, 169.254.0.0/16 } tcp dport');
    });

    it('keep their way while nobody has the home’s address', () => {
      expect(firewall.plan(family(), { ...settled, homeInterface: null })).toEqual([]);
      expect(rulesOf({ homeInterface: null })).toContain('oifname != "nowhere" goto to_published');
    });
  });

  it('is asked for addresses only where it gives them away, and what our dnsmasq opens for that is nobody else’s', () => {
    const giving = family({
      settings: {
        ...family().settings,
        router: { mapping: false, dhcp: { from: '192.168.178.100', to: '192.168.178.200' } },
      },
    });
    expect(rulesOf({})).toMatch(/set home_dhcp \{\n\t\ttype inet_service\n\t\t# nobody and nothing/);
    const rules = firewall.plan(giving, settled)[0];
    expect(written(rules).text).toMatch(/set home_dhcp \{\n\t\ttype inet_service\n\t\telements = \{ 67 \}/);
    const serving = [holder(67, 'dnsmasq', { protocol: 'udp' }), holder(53, 'dnsmasq', { address: 'fd00::10' })];
    expect(firewall.plan(giving, { ...settled, rules: written(rules), listeners: serving })).toEqual([]);
    const beside = firewall.plan(giving, { ...fresh, firewall: { kind: 'ufw', loaded: false } });
    expect(inShort(beside)).toContain('allow-in-ufw allow in on host0 to any port 67 proto udp');
  });

  it('high ports stay open where their program comes back to them', () => {
    const udp = { protocol: 'udp' } as const;
    const high = [
      holder(51821, 'WireGuard', udp),
      holder(51413, 'transmission-da'),
      holder(41234, 'avahi-daemon', udp),
    ];
    const rules = rulesOf({ listeners: high });
    expect(rules).toContain('elements = { 51413 }');
    expect(rules).toContain('elements = { 51821 }');
  });

  it('our own web server gets no door to port 80, the one of before keeps it', () => {
    expect(rulesOf({ listeners: [holder(80, 'nginx')] })).toContain('elements = { 80 }');
    const ours = [
      holder(80, 'nginx'),
      holder(443, 'nginx'),
      holder(8283, 'nginx', { address: '127.0.0.1' }),
      holder(53, 'dnsmasq', { address: '192.168.178.10' }),
    ];
    expect(firewall.plan(family(), { ...settled, listeners: ours })).toEqual([]);
  });

  it('beside ufw it counts, and asks ufw for what is missing', () => {
    const ufw = [given('allow 22/tcp'), given('allow 51820/udp')];
    const found: FoundGuard = { ...fresh, firewall: { kind: 'ufw', loaded: false }, ufw };
    const beside = firewall.plan(family(), found);
    expect(inShort(beside)).toEqual([
      ...['install-packages nftables', `write-file ${unitPath}`, `write-file ${rulesPath}`],
      'enable-service immich-at-home-firewall.service',
      'allow-in-ufw allow from 192.168.178.0/24 to any port 443 proto tcp',
      'allow-in-ufw allow from 192.168.178.0/24 to any port 53',
      'allow-in-ufw allow in on host0 from fe80::/10 to any port 53',
      'allow-in-ufw allow in on host0 from fc00::/7 to any port 53',
      'allow-in-ufw allow in on wg0 to 10.83.0.1 port 443 proto tcp',
      'allow-in-ufw allow in on wg0 to 10.83.0.1 port 53',
      'allow-in-ufw route allow in on wg0 out on host0',
    ]);
    expect(inShort(firewall.plan(family(), { ...found, ufwWithIpv6: false })).join()).not.toMatch(/f[ce]/);
    expect(written(beside[2]).text).not.toContain('policy drop');
    const done = {
      ...settled,
      firewall: { kind: 'ufw', loaded: true },
      rules: written(beside[2]),
      ufw: added,
    } as const;
    expect(firewall.plan(family(), done)).toEqual([]);
  });

  it('knows its rules again as ufw itself writes them down', () => {
    const { settings } = family();
    const everything = family({
      settings: {
        ...settings,
        vpn: { ...settings.vpn, network6: 'fd5e:1a2b:3c4d:1::/64' },
        router: { mapping: false, dhcp: { from: '192.168.178.100', to: '192.168.178.200' } },
      },
    });
    const beside = { ...settled, firewall: { kind: 'ufw', loaded: true } } as const;
    const rules = written(firewall.plan(everything, { ...beside, rules: absent(rulesPath) })[0]);
    const ufw = ['debian-13/ufw/ufw', 'debian-13/ufw/trusted-path'].flatMap((name) => parseUfwRules(captured(name)));
    expect(firewall.plan(everything, { ...beside, rules, ufw })).toEqual([]);
  });

  it('takes back what it once asked of ufw and wants no more, and nothing of others', () => {
    const found: FoundGuard = {
      ...settled,
      firewall: { kind: 'ufw', loaded: true },
      rules: written(firewall.plan(family(), { ...fresh, firewall: { kind: 'ufw', loaded: false } })[2]),
      ufw: [...added, given('allow 443/tcp')],
    };
    expect(firewall.plan(family(), found)).toEqual([]);
    const gone = firewall.plan(familyWith('public'), found);
    expect(inShort(gone)).toEqual([
      `write-file ${rulesPath}`,
      'restart-service immich-at-home-firewall.service',
      'remove-from-ufw allow 51820/udp',
      'remove-from-ufw allow from 192.168.178.0/24 to any port 443 proto tcp',
      'remove-from-ufw allow from 192.168.178.0/24 to any port 53',
      'remove-from-ufw allow in on wg0 to 10.83.0.1 port 443 proto tcp',
      'remove-from-ufw allow in on wg0 to 10.83.0.1 port 53',
      ...addedLater.map((rule) => `remove-from-ufw ${rule}`),
    ]);
    expect(gone.at(-1)).toMatchObject({
      action: { command: { text: 'ufw --force route delete allow in on wg0 out on host0' } },
    });
    expect(gone[2]).toMatchObject({
      action: { command: { text: 'ufw --force delete allow 51820/udp' } },
      undo: { command: { text: "ufw allow 51820/udp comment 'Immich at Home'" } },
    });
    const { settings } = family();
    const moved = family({ settings: { ...settings, vpn: { ...settings.vpn, port: 51999 } } });
    expect(inShort(firewall.plan(moved, found)).filter((line) => line.includes('ufw'))).toEqual([
      'allow-in-ufw allow 51999/udp',
      'remove-from-ufw allow 51820/udp',
    ]);
  });

  it('with the public door alone nobody is let in but SSH and what was served before', () => {
    const listening = [holder(53, 'pihole-FTL'), holder(53, 'pihole-FTL', { protocol: 'udp' }), holder(443, 'caddy')];
    const publicRules = (found: Partial<FoundGuard>): string =>
      written(firewall.plan(familyWith('public'), { ...fresh, ...found })[2]).text ?? '';
    for (const set of ['home_tcp', 'home_udp', 'vpn_ports'])
      expect(publicRules({})).toMatch(new RegExp(`set ${set} \\{\n\t\ttype inet_service\n\t\t# nobody and nothing`));
    expect(publicRules({})).not.toMatch(/\b(?:51820|443)\b/);
    expect(publicRules({ listeners: listening })).toContain('elements = { 53, 443 }');
    expect(publicRules({})).toContain('tcp dport @ssh_ports accept');
  });

  it('from both doors to the public one: what our own parts still listen on is not taken for somebody’s', () => {
    const ours = [
      holder(53, 'dnsmasq', { address: '192.168.178.10' }),
      holder(443, 'nginx'),
      holder(51820, 'WireGuard', { protocol: 'udp' }),
    ];
    const found = { ...settled, listeners: ours };
    const [change] = firewall.plan(familyWith('public'), found);
    const text = written(change).text ?? '';
    for (const set of ['home_tcp', 'vpn_ports', 'kept_tcp', 'kept_udp'])
      expect(text).toMatch(new RegExp(`set ${set} \\{\n\t\ttype inet_service\n\t\t# nobody and nothing`));
    expect(firewall.plan(familyWith('public'), { ...found, rules: written(change), listeners: [] })).toEqual([]);
  });

  it.each(['nftables', 'iptables', 'firewalld'] as const)('beside %s it only counts', (kind) => {
    const keys = firewall
      .plan(family(), { ...fresh, firewall: { kind, loaded: false } })
      .map(({ summary }) => summary.key);
    expect(keys).toEqual(['install-packages', 'write-file', 'write-file', 'enable-service']);
  });

  it.skipIf(!canAsk('nft'))('nft itself accepts the files', () => {
    const busy = {
      ssh: { ports: [22, 2222], from: ['198.51.100.7', '192.168.20.7', '192.168.20.8', '2001:db8::7'] },
      listeners: [holder(445, 'smbd'), holder(5353, 'avahi-daemon', { protocol: 'udp' })],
    };
    const publicOnly = written(firewall.plan(familyWith('public'), fresh)[2]).text ?? '';
    const { settings } = family();
    const everything = family({
      settings: {
        ...settings,
        vpn: { ...settings.vpn, network6: 'fd12:3456:789a:1::/64' },
        router: { mapping: false, dhcp: { from: '192.168.178.100', to: '192.168.178.200' } },
      },
    });
    const full = written(firewall.plan(everything, fresh)[2]).text ?? '';
    for (const rules of [
      rulesOf({}),
      full,
      publicOnly,
      rulesOf(busy),
      rulesOf({ firewall: { kind: 'ufw', loaded: false } }),
    ])
      expect(verdict('unshare', ['--net', 'nft', '-c', '-f'], 'firewall.nft', rules)).toBe('');
  });

  /** A machine with a phone (wg0), a home (host0) and a third network (iot0), each at the other end of a cable. */
  const tried = (rules: string, phones: string, attempts: readonly string[]): readonly string[] => {
    const ends = [
      ['wg0', '10.83.0.1/22', '10.83.0.2/22'],
      ['host0', '192.168.178.10/24', '192.168.178.1/24'],
      ['iot0', '172.31.0.1/24', '172.31.0.2/24'],
    ];
    const cable = ([name, here, there]: readonly string[]): string => `unshare --net sleep 8 >/dev/null & ${name}=$!
until [ "$(readlink /proc/$${name}/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
ip link add ${name} type veth peer name far netns $${name}; ip addr add ${here} dev ${name}; ip link set ${name} up
in_${name}() { nsenter -t $${name} -n "$@"; }
in_${name} ip addr add ${there} dev far; in_${name} ip link set far up; in_${name} ip link set lo up
in_${name} ip route add default via ${here?.split('/')[0]}`;
    const script = `exec 2>/dev/null; trap 'kill $wg0 $host0 $iot0 $(jobs -p)' EXIT; ip link set lo up
${ends.map(cable).join('\n')}
echo 1 > /proc/sys/net/ipv4/ip_forward
nft -f - <<'end' || echo bad rules
${rules}
end
nft -f - <<'end' || echo bad phones
${phones}
end
serve() { /usr/bin/python3 -c 'import socket,sys,time
s = [socket.create_server(("", int(port))) for port in sys.argv[1:]]
time.sleep(8)' "$@" > /dev/null & }
serve 22 445 443
in_host0 /usr/bin/python3 -c 'import socket,time
s = [socket.create_server(("", port)) for port in (80, 49000)]
time.sleep(8)' > /dev/null &
in_iot0 /usr/bin/python3 -c 'import socket,time
s = socket.create_server(("", 80)); time.sleep(8)' > /dev/null &
listen() { n=$1; shift; i=0; until [ "$("$@" ss -H -l -n -t | wc -l)" -ge $n ]; do i=$((i + 1)); [ $i -lt 200 ] || { echo "nobody listens: $*"; break; }; sleep 0.02; done; }
listen 3 env; listen 2 in_host0; listen 1 in_iot0
try() { in_$1 timeout 0.7 bash -c "exec 3<>/dev/tcp/$2/$3" && echo "$1 $2 $3"; }
${attempts.map((attempt) => `try ${attempt} & tries="$tries $!"`).join('\n')}
wait $tries
exit 0`;
    return spawnSync('unshare', ['--net', 'bash', '-c', script], { encoding: 'utf8', timeout: 15_000 })
      .stdout.trim()
      .split('\n')
      .toSorted();
  };
  const canTry = canAsk('nft') && canAsk('unshare') && process.getuid?.() === 0;

  it.skipIf(!canTry).each(['none', 'ufw'] as const)(
    'a phone in the VPN gets no further than it may, beside %s',
    (kind) => {
      const rules = rulesOf({ firewall: { kind, loaded: false }, listeners: [holder(445, 'smbd')] });
      const ways = ['wg0 10.83.0.1 443', 'wg0 10.83.0.1 22', 'wg0 192.168.178.10 22', 'wg0 192.168.178.10 445'];
      const on = ['wg0 192.168.178.1 80', 'wg0 192.168.178.1 49000', 'wg0 172.31.0.2 80', 'iot0 192.168.178.1 80'];
      const table = 'inet immich_at_home';
      expect(tried(rules, reachText(table, reachOf([]), false), [...ways, ...on])).toEqual([
        'iot0 192.168.178.1 80',
        'wg0 10.83.0.1 443',
      ]);
      const home = reachOf([{ scope: 'home', enabled: true, address: '10.83.0.2', address6: null }]);
      const reached = ['wg0 10.83.0.1 443', 'wg0 192.168.178.1 80', 'wg0 192.168.178.10 445'];
      expect(tried(rules, reachText(table, home, false), [...ways, ...on])).toEqual(reached);
      // a machine that was a router before
      expect(tried(rules, reachText(table, home, true), on)).toContain('iot0 192.168.178.1 80');
      // a damaged list
      expect(tried(rules, 'add element nonsense', [...ways, ...on])).toEqual([
        'bad phones',
        'iot0 192.168.178.1 80',
        'wg0 10.83.0.1 443',
      ]);
    },
    60_000,
  );

  it.skipIf(!canAsk('nft') || !canAsk('systemd-analyze'))('systemd itself accepts the unit', () => {
    expect(
      verdict(
        'systemd-analyze',
        ['verify', '--man=no'],
        'immich-at-home-firewall.service',
        written(plan[1]).text ?? '',
      ),
    ).toBe('');
  });

  it('asks before it replaces what somebody changed', () => {
    expect(
      firewall.plan(family(), { ...settled, rules: somebodys(rulesPath, 'table inet mine {}\n') })[0],
    ).toMatchObject({ replacesForeign: true });
  });

  it('reads which interface is the home’s', () => {
    const route = 'default via 192.168.178.1 dev wlan0 proto dhcp metric 600\n';
    const having = '2: enp3s0    inet 192.168.178.10/24 brd 192.168.178.255 scope global enp3s0\\ valid_lft forever\n';
    expect(parseHomeInterface(having + route)).toBe('enp3s0');
    expect(parseHomeInterface('2: host0@if7    inet 192.168.178.10/24 scope global host0\n')).toBe('host0');
    expect(parseHomeInterface(route)).toBe('wlan0');
    expect(parseHomeInterface('')).toBeNull();
    expect(parseHomeInterface('default via 10.0.0.1 dev a"b\n')).toBeNull();
  });

  it('reads the doors of SSH', () => {
    expect(parseSshDoors(captured('debian-13/busy/ssh-doors'))).toEqual({ ports: [22], from: ['192.168.178.1'] });
    expect(parseSshDoors('')).toEqual({ ports: [22], from: [] });
    const ubuntu = `tcp LISTEN 0 4096 *:2222 *:* users:(("sshd",pid=9,fd=3),("systemd",pid=1,fd=112))\nESTAB 0 0 [::ffff:192.168.1.42]:2222 [::ffff:192.168.1.20]:50112 users:(("sshd",pid=10,fd=4))\n`;
    expect(parseSshDoors(ubuntu)).toEqual({ ports: [2222], from: ['192.168.1.20'] });
  });
});
