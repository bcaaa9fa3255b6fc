/**
 * Names at home: dnsmasq answers the photos' name with the home's address for the home and with the VPN's for the VPN. The surprises:
 * these are two dnsmasqs, because one alone tells its askers apart by IPv4 only, and homes ask over IPv6 too; and the file must be there
 * before the package is installed, because the package starts it at once, and without our file it would take port 53 on every address,
 * where systemd-resolved or a virtual machine's network may sit. It leaves for the same reason as a whole: without our file, what the
 * package starts would answer everywhere; only somebody's own configuration keeps it running.
 */
import type { PortHolder } from '../../contract/check';
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { addressAt, addressAt6, contains, isAddress, readRange } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import { hasDirectWay, type Settings } from '../../contract/settings';
import type { FileText } from '../engine/action';
import { install, outdated, run, running, service, write } from '../engine/compare';
import { render } from '../engine/template';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { file, packages, text, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { homeInterface } from '../facts/home-interface';
import { nameQuestion, type NameAnswer } from '../facts/name-question';
import { listeners } from '../facts/preflight-network';
import { sh } from '../shell/sh';
import { isOn, isOurs, removed, switchedOff } from './leaving';

const path = '/etc/dnsmasq.d/immich-at-home.conf';
/** Written by another step, read by the same program. */
export const dhcpPath = '/etc/dnsmasq.d/immich-at-home-dhcp.conf';
export const dnsmasqUnit = 'dnsmasq.service';
const vpnPath = '/etc/immich-at-home/dns-vpn.conf';
const vpnUnit = 'immich-at-home-dns-vpn.service';
const vpnUnitPath = `/etc/systemd/system/${vpnUnit}`;
/** Asked beside the router, so that names work on while it restarts. */
const publicResolver = '9.9.9.9';
/** What routers call the home. Whatever the world says about these names, the router says more. */
const homeDomains = ['lan', 'home', 'home.arpa', 'internal', 'localdomain'];

export interface FoundDns {
  readonly file: FoundFile;
  readonly packages: ReadonlyMap<string, string>;
  readonly unit: FoundUnit;
  readonly vpnFile: FoundFile;
  readonly vpnUnitFile: FoundFile;
  readonly vpnUnit: FoundUnit;
  /** The server's own way into the home. */
  readonly homeInterface: string | null;
  /** What the router says to its own name: a FRITZ!Box answers with itself. */
  readonly fritzBox: NameAnswer;
  /** The `search` line of the server's resolv.conf: how this home's router calls it. */
  readonly search: string | null;
  readonly listeners: readonly PortHolder[];
  /** What somebody else had dnsmasq do, in lines; null = nothing. */
  readonly others: string | null;
}

export const vpnAddressOf = ({ vpn }: Settings): string => {
  const range = readRange(vpn.network);
  return range ? addressAt(range, 1) : '';
};
/** The server's own IPv6 address in the VPN; null where the VPN has none. */
export const vpnAddress6Of = ({ vpn: { network6 } }: Settings): string | null =>
  network6 === null ? null : addressAt6(network6, 1);
/** This server hands out the addresses at home, in the router's place. */
export const givesAddresses = (settings: Settings): boolean => hasDirectWay(settings) && settings.router.dhcp !== null;

/** A reload, by which an undo would have it read what is back, reads names alone: its files dnsmasq reads only when it starts. */
export const readAnew = sh`! systemctl is-active --quiet ${dnsmasqUnit} || systemctl restart ${dnsmasqUnit}`;
const andBack = (change: Change | false): Change | false => change && { ...change, again: readAnew };

/**
 * The home's first: in an earlier release it held the VPN's address as well, and lets it go when it starts anew. There both are one
 * change, lest an apply that is cut off in between left phones without names.
 */
function inTurn(
  { unit: atHome, vpnUnit: inVpn }: FoundDns,
  home: Change | false,
  vpn: Change | false,
): readonly Change[] {
  const held = (atHome.state === 'running' || atHome.state === 'stale') && !isOn(inVpn);
  if (!home || !vpn || !held) return changes(home, vpn);
  const both = sh`systemctl daemon-reload
systemctl --quiet enable ${dnsmasqUnit} ${vpnUnit} || exit 1
systemctl restart ${dnsmasqUnit} || exit 1
systemctl restart ${vpnUnit}`;
  return [run(say('split-names', {}), both, { undo: vpn.undo, risk: 'restarts', again: readAnew })];
}

export const dns: Step<FoundDns> = {
  id: 'dns',
  after: ['base'],
  wantedBy: hasDirectWay,

  inspect: (server, { settings }) =>
    answers({
      file: server.ask(file(path)),
      packages: server.ask(packages('dnsmasq')),
      unit: server.ask(unit(dnsmasqUnit, [path])),
      vpnFile: server.ask(file(vpnPath)),
      vpnUnitFile: server.ask(file(vpnUnitPath)),
      vpnUnit: server.ask(unit(vpnUnit, [vpnPath])),
      homeInterface: server.ask(homeInterface(settings.lan.address)),
      fritzBox: server.ask(nameQuestion(settings.lan.router, 'fritz.box', 'A')),
      search: server.ask(text('search-domains', sh`sed -n 's/^search[[:space:]]//p' /etc/resolv.conf`)),
      listeners: server.ask(listeners),
      others: server.ask(othersLines),
    }),

  plan(wanted, found) {
    const home = homeFile(wanted, found);
    const [vpn, vpnService] = [vpnFile(wanted), vpnServiceFile(wanted)];
    return changes(
      write(found.file, home),
      write(found.vpnFile, vpn),
      write(found.vpnUnitFile, vpnService),
      install(found.packages, ['dnsmasq']),
      inTurn(
        found,
        andBack(running(found.unit, dnsmasqUnit, outdated(found.file, home))),
        running(found.vpnUnit, vpnUnit, outdated(found.vpnFile, vpn) || outdated(found.vpnUnitFile, vpnService)),
      ),
    );
  },

  async verify({ settings }, server) {
    const { hosts, lan } = settings;
    const host = hosts.photos;
    const vpnAddress = vpnAddressOf(settings);
    const { home, ipv6, https, vpn, vpnService } = await answers({
      home: server.ask(nameQuestion(lan.address, host, 'A')),
      ipv6: server.ask(nameQuestion(lan.address, host, 'AAAA')),
      https: server.ask(nameQuestion(lan.address, host, 'HTTPS')),
      vpn: server.ask(nameQuestion(vpnAddress, host, 'A')),
      vpnService: server.ask(unit(vpnUnit, [vpnPath])),
    });
    const checked = [
      { what: `${host} A: ${said(home)}`, fine: said(home) === lan.address },
      { what: `${host} AAAA: ${said(ipv6)}`, fine: ipv6.outcome === 'nodata' },
      { what: `${host} HTTPS: ${said(https)}`, fine: https.outcome === 'nodata' },
      // wg0 comes later: until then nobody has that address
      { what: `${host} A in the VPN: ${said(vpn)}`, fine: vpn.outcome === 'silent' || said(vpn) === vpnAddress },
    ];
    const wrong = checked.find(({ fine }) => !fine);
    if (home.outcome === 'silent') return failed(failure('service-not-running', { service: 'dnsmasq' }, { checked }));
    if (wrong) return failed(failure('dns-wrong-answer', { host, answer: wrong.what }, { checked }));
    if (vpnService.state !== 'running')
      return failed(
        failure('service-not-running', { service: vpnUnit }, { checked: [{ what: vpnUnit, fine: false }] }),
      );
    return ok([say('proof-dns', { host, address: lan.address }), say('proof-dns-silent', { host })]);
  },

  leaving: {
    // the file goes last where nothing else is left: it tells that there is still something to switch off
    plan: (_wanted, found) =>
      changes(
        isOurs(found.vpnUnitFile) && switchedOff(found.vpnUnit, vpnUnit),
        removed(found.vpnUnitFile),
        removed(found.vpnFile),
        isOurs(found.file) && [
          ...changes(
            found.others === null && switchedOff(found.unit, dnsmasqUnit),
            removed(found.file),
            found.others !== null && found.unit.state !== 'missing' && andBack(service(dnsmasqUnit, 'restart')),
          ),
        ],
      ),

    async verify({ settings: { hosts, lan } }, server) {
      const { answer, found, others, vpnService } = await answers({
        answer: server.ask(nameQuestion(lan.address, hosts.photos, 'A')),
        found: server.ask(unit(dnsmasqUnit)),
        others: server.ask(othersLines),
        vpnService: server.ask(unit(vpnUnit)),
      });
      const checked = [
        { what: `${hosts.photos} A: ${said(answer)}`, fine: said(answer) !== lan.address },
        { what: dnsmasqUnit, fine: others !== null || !isOn(found) },
        { what: vpnUnit, fine: !isOn(vpnService) },
      ];
      if (checked.every(({ fine }) => fine)) return ok([say('proof-switched-off', { service: dnsmasqUnit })]);
      return failed(failure('dns-wrong-answer', { host: hosts.photos, answer: said(answer) }, { checked }));
    },
  },
};

/** Debian's own file is comments alone; what container managers put there (links, and lines that keep dnsmasq off their own networks) is no use of it. */
export const othersLines = text(
  'dnsmasq-of-others',
  sh`find /etc/dnsmasq.conf /etc/dnsmasq.d -type f ! -path ${path} ! -path ${dhcpPath} ! -name README ! -name '*.dpkg-*' -exec grep -hEv '^[[:space:]]*(#|$|bind-interfaces|bind-dynamic|except-interface=)' '{}' + | grep .`,
);

const said = ({ outcome, addresses }: NameAnswer): string => (addresses.length > 0 ? addresses.join(', ') : outcome);

const homeFile = (wanted: Wanted, found: FoundDns): FileText => {
  const { hosts, lan } = wanted.settings;
  const domains = domainsOf(found);
  const ofRouter = isFritzBox(found, lan.router) ? [...domains, 'fritz.box'] : domains;
  const ownInterface = interfaceOf(wanted.settings, found);
  const content = render(wanted.template('dns/dnsmasq.conf'), {
    host: hosts.photos,
    lan_address: lan.address,
    lan_network: lan.network,
    home_interface: ownInterface === null ? '' : `interface=${ownInterface}\n`,
    own_address: isLoopbackTaken(found) ? '' : 'listen-address=127.0.0.1\n',
    router: lan.router,
    public_resolver: publicResolver,
    home_domains: ['plex.direct', 'fritz.box', ...domains].join('/'),
    router_names: ofRouter.map((domain) => `server=/${domain}/${lan.router}\n`).join(''),
  });
  return { path, content, mode: '0644' };
};

function vpnFile({ settings, template }: Wanted): FileText {
  const address6 = vpnAddress6Of(settings);
  const content = render(template('dns/vpn.conf'), {
    host: settings.hosts.photos,
    lan_address: settings.lan.address,
    vpn_address: vpnAddressOf(settings),
    vpn_address6: address6 === null ? '' : `listen-address=${address6}\n`,
  });
  return { path: vpnPath, content, mode: '0644' };
}

const vpnServiceFile = ({ template }: Wanted): FileText => ({
  path: vpnUnitPath,
  content: render(template(`dns/${vpnUnit}`), { conf: vpnPath }),
  mode: '0644',
});

/** By the interface dnsmasq takes every address of it, so it is not named where somebody else serves names on one of them. */
function interfaceOf(
  { lan }: Settings,
  { homeInterface: found, file: written, listeners: listening }: FoundDns,
): string | null {
  const home = readRange(lan.network);
  const isOther = ({ port, address, program }: PortHolder): boolean =>
    port === 53 &&
    program !== 'dnsmasq' &&
    (isAddress(address)
      ? address !== lan.address && home !== null && contains(home, address)
      : /^(?:f[cde]|[23])[0-9a-f:]*:/i.test(address));
  if (listening.some(isOther)) return null;
  return found ?? /^interface=(.+)$/m.exec(written.text ?? '')?.[1] ?? null;
}

/** What Tailscale brings is not the router's; a FRITZ!Box is asked for by itself. */
function domainsOf({ search }: FoundDns): readonly string[] {
  const said = (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .map((domain) => domain.replace(/\.$/, ''));
  const usable = said.filter((domain) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(domain));
  return [...new Set([...homeDomains, ...usable.filter((domain) => !/(?:^|\.)(?:fritz\.box|ts\.net)$/.test(domain))])];
}

const isLoopbackTaken = ({ listeners: listening }: FoundDns): boolean =>
  listening.some(({ port, address, program }) => port === 53 && address === '127.0.0.1' && program !== 'dnsmasq');

/** A router that says nothing just now is what it was when the file was written. */
const isFritzBox = ({ fritzBox, file: found }: FoundDns, router: string): boolean =>
  fritzBox.outcome === 'silent'
    ? (found.text?.includes(`server=/fritz.box/${router}\n`) ?? false)
    : fritzBox.addresses.includes(router);
