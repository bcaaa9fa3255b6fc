/**
 * Names at home: dnsmasq answers the photos' name with the home's address for the home and with the VPN's for the VPN. The surprises:
 * these are two dnsmasqs, because one alone tells its askers apart by IPv4 only, and homes ask over IPv6 too; and the file must be there
 * before the package is installed, because the package starts it at once, and without our file it would take port 53 on every address,
 * where systemd-resolved or a virtual machine's network may sit. It leaves for the same reason as a whole: without our file, what the
 * package starts would answer everywhere; only somebody's own configuration keeps it running. The names themselves are in files that
 * dnsmasq reads again on a reload: a household that is called otherwise loses no question over it.
 */
import type { PortHolder } from '../../contract/check';
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import { addressAt, addressAt6, contains, isAddress, readRange } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import type { Settings } from '../../contract/settings';
import { formerly, hasDirectWay } from '../../contract/ways';
import type { FileText } from '../engine/action';
import { install, outdated, run, running, service, write } from '../engine/compare';
import { render } from '../engine/template';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { file, packages, text, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { homeAddresses, homeInterface } from '../facts/home-interface';
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
/** What dnsmasq reads again on a reload: names at home, names in the VPN, and which names nobody else is asked about. */
export const namesPaths = {
  home: '/etc/immich-at-home/names-home.hosts',
  vpn: '/etc/immich-at-home/names-vpn.hosts',
  servers: '/etc/immich-at-home/names.servers',
} as const;
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
  readonly names: Readonly<Record<keyof typeof namesPaths, FoundFile>>;
  /** Whether each has read the names as they are now. */
  readonly read: { readonly home: FoundUnit; readonly vpn: FoundUnit };
  /** Every IPv4 address by which the home may know this server. */
  readonly addresses: readonly string[];
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
const vpnReadAnew = sh`! systemctl is-active --quiet ${vpnUnit} || systemctl restart ${vpnUnit}`;
const andBack = (change: Change | false, again = readAnew): Change | false => change && { ...change, again };

const isSplit = (change: Change | false): boolean => change !== false && change.summary.key === 'split-names';

/** A reload makes it read names, and nothing else. */
const reading = (found: FoundUnit, name: string, change: Change | false): Change | false =>
  running(found, name, change !== false, 'reload');

/** Nothing that is told to listen on an address which is not here would be heard. */
function requireAddress({ lan: { address } }: Settings, { addresses }: FoundDns): void {
  if (addresses.length === 0 || addresses.includes(address)) return;
  const checked = [{ what: `${address} on this server`, fine: false }];
  throw new FailureError(failure('address-not-here', { address, has: addresses.join(', ') }, { checked }));
}

/**
 * The home's first: in an earlier release it held the VPN's address as well, and lets it go when it starts anew. There both are one
 * change, lest an apply that is cut off in between left phones without names.
 */
function inTurn(
  { unit: atHome, vpnUnit: inVpn }: FoundDns,
  home: Change | false,
  vpn: Change | false,
): readonly [Change | false, Change | false] {
  const held = (atHome.state === 'running' || atHome.state === 'stale') && !isOn(inVpn);
  if (!home || !vpn || !held) return [home, vpn];
  const both = sh`systemctl daemon-reload
systemctl --quiet enable ${dnsmasqUnit} ${vpnUnit} || exit 1
systemctl restart ${dnsmasqUnit} || exit 1
systemctl restart ${vpnUnit}`;
  return [run(say('split-names', {}), both, { undo: vpn.undo, risk: 'restarts', again: readAnew }), false];
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
      names: answers({
        home: server.ask(file(namesPaths.home)),
        vpn: server.ask(file(namesPaths.vpn)),
        servers: server.ask(file(namesPaths.servers)),
      }),
      read: answers({
        home: server.ask(unit(dnsmasqUnit, [namesPaths.home, namesPaths.servers])),
        vpn: server.ask(unit(vpnUnit, [namesPaths.vpn, namesPaths.servers])),
      }),
      addresses: server.ask(homeAddresses),
      homeInterface: server.ask(homeInterface(settings.lan.address)),
      fritzBox: server.ask(nameQuestion(settings.lan.router, 'fritz.box', 'A')),
      search: server.ask(text('search-domains', sh`sed -n 's/^search[[:space:]]//p' /etc/resolv.conf`)),
      listeners: server.ask(listeners),
      others: server.ask(othersLines),
    }),

  plan(wanted, found) {
    requireAddress(wanted.settings, found);
    const home = homeFile(wanted, found);
    const [vpn, vpnService] = [vpnFile(wanted), vpnServiceFile(wanted)];
    const texts = namesFiles(wanted);
    const names = {
      home: write(found.names.home, texts.home),
      vpn: write(found.names.vpn, texts.vpn),
      servers: write(found.names.servers, texts.servers),
    };
    const [homeAnew, vpnAnew] = inTurn(
      found,
      andBack(running(found.unit, dnsmasqUnit, outdated(found.file, home))),
      andBack(
        running(found.vpnUnit, vpnUnit, outdated(found.vpnFile, vpn) || outdated(found.vpnUnitFile, vpnService)),
        vpnReadAnew,
      ),
    );
    return changes(
      // what a file names has to be there before it
      names.home,
      names.vpn,
      names.servers,
      write(found.file, home),
      write(found.vpnFile, vpn),
      write(found.vpnUnitFile, vpnService),
      install(found.packages, ['dnsmasq']),
      homeAnew || reading(found.read.home, dnsmasqUnit, names.home || names.servers),
      vpnAnew || (!isSplit(homeAnew) && reading(found.read.vpn, vpnUnit, names.vpn || names.servers)),
    );
  },

  async verify({ settings }, server) {
    const { lan } = settings;
    const list = namesOf(settings);
    const host = list.join(', ');
    const vpnAddress = vpnAddressOf(settings);
    const [vpnService, ...asked] = await Promise.all([
      server.ask(unit(vpnUnit, [vpnPath])),
      ...list.map((name) =>
        answers({
          name: Promise.resolve(name),
          home: server.ask(nameQuestion(lan.address, name, 'A')),
          ipv6: server.ask(nameQuestion(lan.address, name, 'AAAA')),
          https: server.ask(nameQuestion(lan.address, name, 'HTTPS')),
          vpn: server.ask(nameQuestion(vpnAddress, name, 'A')),
        }),
      ),
    ]);
    const checked = asked.flatMap(({ name, home, ipv6, https, vpn }) => [
      { what: `${name} A: ${said(home)}`, fine: said(home) === lan.address },
      { what: `${name} AAAA: ${said(ipv6)}`, fine: ipv6.outcome === 'nodata' },
      { what: `${name} HTTPS: ${said(https)}`, fine: https.outcome === 'nodata' },
      // wg0 comes later: until then nobody has that address
      { what: `${name} A in the VPN: ${said(vpn)}`, fine: vpn.outcome === 'silent' || said(vpn) === vpnAddress },
    ]);
    const silent = asked.some(({ home }) => home.outcome === 'silent');
    const wrong = checked.find(({ fine }) => !fine);
    if (silent) return failed(failure('service-not-running', { service: 'dnsmasq' }, { checked }));
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
        removed(found.names.vpn),
        isOurs(found.file) && [
          ...changes(
            found.others === null && switchedOff(found.unit, dnsmasqUnit),
            removed(found.file),
            removed(found.names.home),
            removed(found.names.servers),
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
  const { lan } = wanted.settings;
  const domains = domainsOf(found);
  const ofRouter = isFritzBox(found, lan.router) ? [...domains, 'fritz.box'] : domains;
  const ownInterface = interfaceOf(wanted.settings, found);
  const content = render(wanted.template('dns/dnsmasq.conf'), {
    names: namesPaths.home,
    servers: namesPaths.servers,
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

/** Today's name and those of before: all of them are at home. */
const namesOf = (settings: Settings): readonly string[] => [settings.hosts.photos, ...formerly(settings, 'photos')];

function namesFiles({ settings, template }: Wanted): Record<keyof typeof namesPaths, FileText> {
  const list = namesOf(settings);
  const text = (path: string, name: string, lines: readonly string[]): FileText => ({
    path,
    mode: '0644',
    content: render(template(name), { names: lines.join('\n') }),
  });
  const at = (address: string): readonly string[] => list.map((name) => `${address} ${name}`);
  return {
    home: text(namesPaths.home, 'dns/names.hosts', at(settings.lan.address)),
    vpn: text(namesPaths.vpn, 'dns/names.hosts', at(vpnAddressOf(settings))),
    servers: text(
      namesPaths.servers,
      'dns/names.servers',
      list.flatMap((name) => [`server=/${name}/`, `server=/_acme-challenge.${name}/#`]),
    ),
  };
}

function vpnFile({ settings, template }: Wanted): FileText {
  const address6 = vpnAddress6Of(settings);
  const content = render(template('dns/vpn.conf'), {
    names: namesPaths.vpn,
    servers: namesPaths.servers,
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
