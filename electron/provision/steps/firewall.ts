/**
 * Who may knock: a table of our own that refuses by default. The surprises: it is loaded with a timer running that takes it away
 * again, and stays only when a new SSH connection has proven that the door still opens; and where another firewall guards the
 * machine already, ours only counts: ufw gets rules of its own, to all others the check screen says what to add. Where the public
 * door is the only one nobody knocks here at all: it is opened from inside, so names, photos and the VPN have no rule.
 */
import ipaddr from 'ipaddr.js';
import type { PortHolder } from '../../contract/check';
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { contains, isAddress, isPrivate, readRange } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import type { Settings } from '../../contract/settings';
import { hasDirectWay } from '../../contract/ways';
import type { FileText } from '../engine/action';
import { install, outdated, run, running, write } from '../engine/compare';
import { render } from '../engine/template';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { file, packages, text, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { firewall as firewallFact, ourTable, type FoundFirewall } from '../facts/firewall';
import { listeners } from '../facts/preflight-network';
import { sshDoors, type SshDoors } from '../facts/ssh-doors';
import { homeInterface } from '../facts/home-interface';
import { ufwRules, ufwWithIpv6, type UfwRule } from '../facts/ufw';
import { reachPath } from '../facts/reach';
import { runFolder } from '../shell/prelude';
import { sh, type Sh } from '../shell/sh';
import { givesAddresses, vpnAddress6Of, vpnAddressOf } from './dns';
import { allow, leftInUfw, missingInUfw, takeBack, ufwWishes, type AskedOfUfw } from './firewall-ufw';
import { pastDocker } from './past-docker';

const rulesPath = '/etc/immich-at-home/firewall.nft';
const unitName = 'immich-at-home-firewall.service';
const unitPath = `/etc/systemd/system/${unitName}`;
const revert = 'immich-at-home-firewall-revert';
const seconds = 90;

export interface FoundGuard {
  readonly firewall: FoundFirewall;
  readonly packages: ReadonlyMap<string, string>;
  readonly rules: FoundFile;
  readonly unitFile: FoundFile;
  readonly unit: FoundUnit;
  /** The timer that would take the table away again is running. */
  readonly armed: boolean;
  readonly ssh: SshDoors;
  readonly listeners: readonly PortHolder[];
  readonly ufw: readonly UfwRule[];
  readonly ufwWithIpv6: boolean;
  /** The server's own way into the home. */
  readonly homeInterface: string | null;
}

export const firewall: Step<FoundGuard> = {
  id: 'firewall',
  after: ['base', 'docker', 'nginx', 'dns', 'wireguard'],
  wantedBy: () => true,

  async inspect(server, { settings }) {
    const [guard, installed, rules, unitFile, service, timer, ssh, listening, ufw, ufw6, home] = await Promise.all([
      server.ask(firewallFact),
      server.ask(packages('nftables')),
      server.ask(file(rulesPath)),
      server.ask(file(unitPath)),
      server.ask(unit(unitName, [rulesPath])),
      server.ask(text('firewall-revert', sh`systemctl is-active ${`${revert}.timer`}`)),
      server.ask(sshDoors),
      server.ask(listeners),
      server.ask(ufwRules),
      server.ask(ufwWithIpv6),
      server.ask(homeInterface(settings.lan.address)),
    ]);
    return {
      ...{ firewall: guard, packages: installed, rules, unitFile, unit: service },
      ...{ armed: timer !== null, ssh, listeners: listening, ufw, ufwWithIpv6: ufw6, homeInterface: home },
    };
  },

  plan(wanted, found) {
    const guards = isOurs(found);
    const rules: FileText = {
      path: rulesPath,
      content: guards ? guarding(wanted, found) : counting(wanted, found),
      mode: '0644',
    };
    const service: FileText = { path: unitPath, content: wanted.template(`firewall/${unitName}`), mode: '0644' };
    const filesChange = outdated(found.rules, rules) || outdated(found.unitFile, service);
    const unsettled =
      filesChange || found.armed || !found.firewall.loaded || found.unit.state !== 'running' || !found.unit.enabled;
    return changes(
      install(found.packages, ['nftables']),
      write(found.unitFile, service),
      writeRules(found.rules, rules),
      guards && unsettled && [arm(found), keep(found)],
      !guards && running(found.unit, unitName, filesChange || !found.firewall.loaded, 'restart'),
      found.firewall.kind === 'ufw' && [
        ...missingInUfw(askedOfUfw(wanted, found), found.ufw).map(allow),
        ...leftInUfw(askedOfUfw(wanted, found), found.ufw).map(takeBack),
      ],
    );
  },

  async verify(wanted, server) {
    const [guard, table, ufw, ufw6, home, rules] = await Promise.all([
      server.ask(firewallFact),
      server.ask(text('firewall-table', sh`nft -s list table inet ${ourTable}`)),
      server.ask(ufwRules),
      server.ask(ufwWithIpv6),
      server.ask(homeInterface(wanted.settings.lan.address)),
      server.ask(file(rulesPath)),
    ]);
    const asked = askedOfUfw(wanted, { ufwWithIpv6: ufw6, homeInterface: home, rules });
    const unsettled = guard.kind === 'ufw' ? [...missingInUfw(asked, ufw), ...leftInUfw(asked, ufw)] : [];
    const checked = [
      { what: `nft list table inet ${ourTable}`, fine: table !== null },
      ...unsettled.map((rule) => ({ what: `ufw ${rule}`, fine: false })),
    ];
    if (checked.some(({ fine }) => !fine))
      return failed(failure('service-not-running', { service: unitName }, { checked }));
    return ok([say('proof-firewall', { rules: countRules(table ?? '') })]);
  },
};

/** Given back, the file is loaded again: a service that runs older rules than its file would count as unfinished work. */
function writeRules(found: FoundFile, rules: FileText): Change | false {
  const change = write(found, rules);
  return (
    change && {
      ...change,
      undo: {
        kind: 'run',
        command: sh`iah_put_back ${rulesPath}
! systemctl is-active --quiet ${unitName} || systemctl reload-or-restart ${unitName}`,
      },
    }
  );
}

/** Nobody else guards the machine: then we do. */
const isOurs = ({ firewall: { kind } }: FoundGuard): boolean => kind === 'none' || kind === 'ours';

const countRules = (table: string): number => [...table.matchAll(/^\t\t.*\b(?:accept|drop)$/gm)].length;

function counting(wanted: Wanted, found: FoundGuard): string {
  const { settings } = wanted;
  // all others are the other firewall's
  const administrators = administratorsOf(settings, found).filter((from) => isPhone(from, settings.vpn));
  return render(wanted.template('firewall/count.nft'), {
    vpn_port: settings.vpn.port,
    vpn_addresses6: doors(settings).vpn_addresses6,
    ssh_ports: found.ssh.ports.join(', '),
    ...administratorSets(administrators),
    router: settings.lan.router,
    home_interface: homeInterfaceOf(found),
    phones_here: phonesHere(wanted),
    for_phones: forPhones(wanted, found),
  });
}

/** Without a direct way a wg0 is not ours. */
const phonesHere = ({ settings, template }: Wanted): string =>
  hasDirectWay(settings)
    ? render(template('firewall/phones-here.nft'), {
        vpn_address: vpnAddressOf(settings),
        lan_address: settings.lan.address,
      }).replace(/\n$/, '')
    : '';

const forPhones = ({ settings, template }: Wanted, found: FoundGuard): string =>
  render(template('firewall/for-phones.nft'), {
    home_interface: homeInterfaceOf(found),
    lan_address: settings.lan.address,
    lan_network: settings.lan.network,
    router: settings.lan.router,
  }).trimEnd();

/** While nobody has the home's address, what the file says still holds. A name that no interface has lets no phone through. */
const homeInterfaceOf = ({ homeInterface: found, rules }: Pick<FoundGuard, 'homeInterface' | 'rules'>): string =>
  found ?? /chain from_phones \{\n\t\toifname != "([^"]+)"/.exec(rules.text ?? '')?.[1] ?? 'nowhere';

const askedOfUfw = (
  { settings }: Pick<Wanted, 'settings'>,
  found: Pick<FoundGuard, 'homeInterface' | 'rules' | 'ufwWithIpv6'>,
): AskedOfUfw => ufwWishes(settings, { homeInterface: homeInterfaceOf(found), withIpv6: found.ufwWithIpv6 });

function guarding(wanted: Wanted, found: FoundGuard): string {
  const { lan } = wanted.settings;
  const administrators = administratorsOf(wanted.settings, found);
  const kept = keptPorts(wanted.settings, found);
  return render(wanted.template('firewall/guard.nft'), {
    ssh_ports: found.ssh.ports.join(', '),
    ...administratorSets(administrators),
    kept_tcp: elements(kept.tcp),
    kept_udp: elements(kept.udp),
    ...doors(wanted.settings),
    vpn_address: vpnAddressOf(wanted.settings),
    lan_network: lan.network,
    lan_address: lan.address,
    router: lan.router,
    home_interface: homeInterfaceOf(found),
    for_phones: forPhones(wanted, found),
  });
}

const administratorSets = (from: readonly string[]): Record<'administrators' | 'administrators6', string> => ({
  administrators: elements(from.filter((one) => !one.includes(':'))),
  administrators6: elements(from.filter((one) => one.includes(':'))),
});

/** Whom the direct way needs. */
const doors = (
  settings: Settings,
): Record<'home_tcp' | 'home_udp' | 'home_dhcp' | 'vpn_ports' | 'vpn_addresses6', string> => {
  const direct = hasDirectWay(settings);
  const address6 = vpnAddress6Of(settings);
  return {
    home_tcp: elements(direct ? [53, 443] : []),
    home_udp: elements(direct ? [53] : []),
    home_dhcp: elements(givesAddresses(settings) ? [67] : []),
    vpn_ports: elements(direct ? [settings.vpn.port] : []),
    vpn_addresses6: elements(direct && address6 !== null ? [address6] : []),
  };
};

const elements = (list: readonly (string | number)[]): string =>
  list.length > 0 ? `elements = { ${list.join(', ')} }` : '# nobody and nothing';

/** What a set in the file that is there holds: never taken away again by a later look. */
function elementsOf(found: FoundFile, set: string): readonly string[] {
  const body = new RegExp(`set ${set} \\{[^}]*?elements = \\{ ([^}]+) \\}`).exec(found.text ?? '')?.[1] ?? '';
  return body.split(', ').filter((word) => word !== '');
}

function administratorsOf({ lan, vpn }: Settings, { ssh, rules }: FoundGuard): readonly string[] {
  const outside = ssh.from.filter(
    (address) => ipaddr.isValid(address) && (isPhone(address, vpn) || !isLocal(address, lan.network)),
  );
  const before = [...elementsOf(rules, 'administrators'), ...elementsOf(rules, 'administrators6')];
  return union(
    outside.map((address) => prefixOf(address, vpn)),
    before.map((address) => prefixOf(address, vpn)),
  );
}

/** Who comes from there tomorrow: IPv6 changes its last half daily, a DHCP server of a home may give another address. */
function prefixOf(address: string, vpn: Settings['vpn']): string {
  if (address.includes('/') || isPhone(address, vpn)) return address;
  if (!isAddress(address)) return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
  return isPrivate(address) ? `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`).toString()}/24` : address;
}

/** An address of the VPN: one phone's, today and tomorrow. */
function isPhone(address: string, { network, network6 }: Settings['vpn']): boolean {
  const range = readRange(network);
  if (isAddress(address)) return range !== null && contains(range, address);
  if (network6 === null || !ipaddr.IPv6.isValid(address)) return false;
  return ipaddr.IPv6.parse(address).match(ipaddr.IPv6.parseCIDR(network6));
}

/** Addresses the table lets in anyway. */
function isLocal(address: string, network: string): boolean {
  if (!isAddress(address)) return /^(?:fe[89ab]|f[cd]|::1$)/i.test(address);
  const home = readRange(network);
  return address.startsWith('127.') || (home !== null && contains(home, address));
}

/** UDP ports above are handed out for the moment: a program that has one now has another tomorrow. Not so WireGuard. */
const firstPassing = 32768;
const lasts = ({ port, protocol, program }: PortHolder): boolean =>
  port < firstPassing || protocol === 'tcp' || program === 'WireGuard';

/**
 * What other programs serve to the world outside this machine. Ours, SSH and the server's own DHCP client have rules of
 * their own; what listens on one device alone (a virtual machine's network) is let in by that device.
 */
function keptPorts(
  settings: Settings,
  { listeners: listening, ssh, rules }: FoundGuard,
): { tcp: readonly number[]; udp: readonly number[] } {
  const { lan, vpn } = settings;
  // without a direct way these are somebody else's, unless a set-up of before had one: then they are what it has not taken away yet
  const directWay = hasDirectWay(settings) || rules.exists ? [53, 443, vpn.port] : [];
  const known = new Set([...ssh.ports, 68, 546, 2283, 8283, ...directWay]);
  // a web server of before keeps its port 80; the one that this set-up brings does not get it later
  // nor does our dnsmasq get one for DHCP, which has a rule of its own
  const ofOurs = ({ program }: PortHolder): boolean => rules.exists && ['nginx', 'dnsmasq'].includes(program);
  const reachable = listening.filter((it) => ['0.0.0.0', '::', lan.address].includes(it.address) && !ofOurs(it));
  const others = (protocol: 'tcp' | 'udp'): readonly number[] =>
    reachable.filter((it) => it.protocol === protocol && lasts(it) && !known.has(it.port)).map(({ port }) => port);
  const kept = (protocol: 'tcp' | 'udp'): readonly number[] =>
    union(others(protocol), elementsOf(rules, `kept_${protocol}`).map(Number)).toSorted((a, b) => a - b);
  return { tcp: kept('tcp'), udp: kept('udp') };
}

const union = <T>(a: readonly T[], b: readonly T[]): readonly T[] => [...new Set([...a, ...b])].toSorted();

const disarm = sh`systemctl stop ${`${revert}.timer`} ${`${revert}.service`} 2>/dev/null || :
systemctl reset-failed ${`${revert}.timer`} ${`${revert}.service`} 2>/dev/null || :`;
const takeAway = sh`systemctl stop ${unitName} 2>/dev/null || :
nft delete table inet ${ourTable} 2>/dev/null || :`;

/** As the service does: who may go on from here may have changed since the table was noted; a list that is damaged lets nobody. */
const phonesToo = sh`[ ! -e ${reachPath} ] || nft -f ${reachPath} || :`;

const stood = `${runFolder}/firewall.before`;
/** The table that stood before comes back in one go; where none stood, none is left. */
const putBack = (table: Sh): Sh => sh`if ! [ -s ${table} ] ||
  ! { echo table inet ${ourTable}; echo delete table inet ${ourTable}; cat ${table}; } | nft -f -
then ${takeAway}
else ${phonesToo}
fi`;

/**
 * Checked by nft itself first; then the timer, then the table: were it the other way round, a lost connection would stay lost.
 * While the timer runs, what is loaded is not yet what stood; and until the rules are kept, a restart of the machine loads none.
 */
const arm = ({ unit: { enabled } }: FoundGuard): Change =>
  run(
    say('arm-firewall', { seconds }),
    sh`systemctl is-active --quiet ${`${revert}.timer`} || nft list table inet ${ourTable} > ${stood} 2>/dev/null || :
cp ${stood} "$entry/table"
nft -c -f ${rulesPath} || exit 1
${disarm}
systemd-run --quiet --collect ${`--unit=${revert}`} ${`--on-active=${seconds}`} --timer-property=AccuracySec=1s /bin/sh -c ${putBack(sh`${stood}`).text} || exit 1
systemctl --quiet disable ${unitName} || exit 1
nft -f ${rulesPath} || exit 1
${phonesToo}`,
    {
      undo: {
        kind: 'run',
        command: sh`${disarm}
${putBack(sh`"$entry/table"`)}
${enabled ? sh`systemctl --quiet enable ${unitName}` : sh``}`,
      },
      risk: 'may-disconnect',
      failure: 'firewall',
    },
  );

/** Only what still stands is kept: if the timer was faster, the door did not open in time. */
const keep = ({ unit: { enabled } }: FoundGuard): Change =>
  run(
    say('keep-firewall', {}),
    sh`systemctl is-active --quiet ${`${revert}.timer`} && nft list table inet ${ourTable} >/dev/null || exit 1
${disarm}
systemctl daemon-reload
systemctl --quiet enable ${unitName} || exit 1
systemctl reload-or-restart ${unitName} || exit 1
${pastDocker}`,
    {
      undo: enabled ? 'keep' : { kind: 'service', unit: unitName, verb: 'disable --now' },
      failure: 'firewall',
    },
  );
