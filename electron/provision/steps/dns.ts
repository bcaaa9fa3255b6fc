/**
 * Names at home: dnsmasq answers the photos' name with the home's address for the home and with the VPN's for the VPN. The surprise:
 * its file must be there before the package is installed, because the package starts it at once, and without our file it would
 * take port 53 on every address, where systemd-resolved or a virtual machine's network may sit. It leaves for the same reason as a
 * whole: without our file, what the package starts would answer everywhere; only somebody's own configuration keeps it running.
 */
import type { PortHolder } from '../../contract/check';
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { addressAt, readRange } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import { hasDirectWay, type Settings } from '../../contract/settings';
import type { FileText } from '../engine/action';
import { install, outdated, running, service, write } from '../engine/compare';
import { render } from '../engine/template';
import { changes, type Step, type Wanted } from '../engine/step';
import { file, packages, text, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { nameQuestion, type NameAnswer } from '../facts/name-question';
import { listeners } from '../facts/preflight-network';
import { sh } from '../shell/sh';
import { isOn, isOurs, removed, switchedOff } from './leaving';

const path = '/etc/dnsmasq.d/immich-at-home.conf';
const unitName = 'dnsmasq.service';
/** Asked beside the router, so that names work on while it restarts. */
const publicResolver = '9.9.9.9';
/** What routers call the home. Whatever the world says about these names, the router says more. */
const homeDomains = ['lan', 'home', 'home.arpa', 'internal', 'localdomain'];

export interface FoundDns {
  readonly file: FoundFile;
  readonly packages: ReadonlyMap<string, string>;
  readonly unit: FoundUnit;
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

export const dns: Step<FoundDns> = {
  id: 'dns',
  after: ['base'],
  wantedBy: hasDirectWay,

  async inspect(server, { settings }) {
    const [found, installed, runs, fritzBox, search, listening, others] = await Promise.all([
      server.ask(file(path)),
      server.ask(packages('dnsmasq')),
      server.ask(unit(unitName, [path])),
      server.ask(nameQuestion(settings.lan.router, 'fritz.box', 'A')),
      server.ask(text('search-domains', sh`sed -n 's/^search[[:space:]]//p' /etc/resolv.conf`)),
      server.ask(listeners),
      server.ask(othersLines),
    ]);
    return { file: found, packages: installed, unit: runs, fritzBox, search, listeners: listening, others };
  },

  plan(wanted, found) {
    const wish = dnsFile(wanted, found);
    return changes(
      write(found.file, wish),
      install(found.packages, ['dnsmasq']),
      running(found.unit, unitName, outdated(found.file, wish)),
    );
  },

  async verify({ settings: { hosts, lan } }, server) {
    const host = hosts.photos;
    const [home, ipv6, https] = await Promise.all([
      server.ask(nameQuestion(lan.address, host, 'A')),
      server.ask(nameQuestion(lan.address, host, 'AAAA')),
      server.ask(nameQuestion(lan.address, host, 'HTTPS')),
    ]);
    const checked = [
      { what: `${host} A: ${said(home)}`, fine: said(home) === lan.address },
      { what: `${host} AAAA: ${said(ipv6)}`, fine: ipv6.outcome === 'nodata' },
      { what: `${host} HTTPS: ${said(https)}`, fine: https.outcome === 'nodata' },
    ];
    const wrong = checked.find(({ fine }) => !fine);
    if (home.outcome === 'silent') return failed(failure('service-not-running', { service: 'dnsmasq' }, { checked }));
    if (wrong) return failed(failure('dns-wrong-answer', { host, answer: wrong.what }, { checked }));
    return ok([say('proof-dns', { host, address: lan.address }), say('proof-dns-silent', { host })]);
  },

  leaving: {
    // the file goes last where nothing else is left: it tells that there is still something to switch off
    plan: (_wanted, found) =>
      isOurs(found.file)
        ? changes(
            found.others === null && switchedOff(found.unit, unitName),
            removed(found.file),
            found.others !== null && found.unit.state !== 'missing' && service(unitName, 'restart'),
          )
        : [],

    async verify({ settings: { hosts, lan } }, server) {
      const [answer, found, others] = await Promise.all([
        server.ask(nameQuestion(lan.address, hosts.photos, 'A')),
        server.ask(unit(unitName)),
        server.ask(othersLines),
      ]);
      const checked = [
        { what: `${hosts.photos} A: ${said(answer)}`, fine: said(answer) !== lan.address },
        { what: unitName, fine: others !== null || !isOn(found) },
      ];
      if (checked.every(({ fine }) => fine)) return ok([say('proof-switched-off', { service: unitName })]);
      return failed(failure('dns-wrong-answer', { host: hosts.photos, answer: said(answer) }, { checked }));
    },
  },
};

/** Debian's own file is comments alone; what container managers put there (links, and lines that keep dnsmasq off their own networks) is no use of it. */
const othersLines = text(
  'dnsmasq-of-others',
  sh`find /etc/dnsmasq.conf /etc/dnsmasq.d -type f ! -path ${path} ! -name README ! -name '*.dpkg-*' -exec grep -hEv '^[[:space:]]*(#|$|bind-interfaces|bind-dynamic|except-interface=)' '{}' + | grep .`,
);

const said = ({ outcome, addresses }: NameAnswer): string => (addresses.length > 0 ? addresses.join(', ') : outcome);

const dnsFile = (wanted: Wanted, found: FoundDns): FileText => {
  const { hosts, lan } = wanted.settings;
  const domains = domainsOf(found);
  const ofRouter = isFritzBox(found, lan.router) ? [...domains, 'fritz.box'] : domains;
  const content = render(wanted.template('dns/dnsmasq.conf'), {
    host: hosts.photos,
    lan_address: lan.address,
    lan_network: lan.network,
    vpn_address: vpnAddressOf(wanted.settings),
    own_address: isLoopbackTaken(found) ? '' : 'listen-address=127.0.0.1\n',
    router: lan.router,
    public_resolver: publicResolver,
    home_domains: ['plex.direct', 'fritz.box', ...domains].join('/'),
    router_names: ofRouter.map((domain) => `server=/${domain}/${lan.router}\n`).join(''),
  });
  return { path, content, mode: '0644' };
};

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
