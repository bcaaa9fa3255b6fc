/**
 * Names at home: dnsmasq answers the photos' name with the home's address for the home and with the VPN's for the VPN. The surprise:
 * its file must be there before the package is installed, because the package starts it at once, and without our file it would
 * take port 53 on every address, where systemd-resolved or a virtual machine's network may sit.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { addressAt, readRange } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import type { Settings } from '../../contract/settings';
import type { FileText } from '../engine/action';
import { install, outdated, running, write } from '../engine/compare';
import { render } from '../engine/template';
import { changes, type Step, type Wanted } from '../engine/step';
import { file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { nameQuestion, type NameAnswer } from '../facts/name-question';

const path = '/etc/dnsmasq.d/immich-at-home.conf';
/** Asked beside the router, so that names work on while it restarts. */
const publicResolver = '9.9.9.9';

export interface FoundDns {
  readonly file: FoundFile;
  readonly packages: ReadonlyMap<string, string>;
  readonly unit: FoundUnit;
  /** What the router says to its own name: a FRITZ!Box answers with itself. */
  readonly fritzBox: NameAnswer;
}

export const vpnAddressOf = ({ vpn }: Settings): string => {
  const range = readRange(vpn.network);
  return range ? addressAt(range, 1) : '';
};

export const dns: Step<FoundDns> = {
  id: 'dns',
  after: ['base'],
  wantedBy: ({ access }) => access !== 'public',

  async inspect(server, { settings }) {
    const [found, installed, service, fritzBox] = await Promise.all([
      server.ask(file(path)),
      server.ask(packages('dnsmasq')),
      server.ask(unit('dnsmasq.service', [path])),
      server.ask(nameQuestion(settings.lan.router, 'fritz.box', 'A')),
    ]);
    return { file: found, packages: installed, unit: service, fritzBox };
  },

  plan(wanted, found) {
    const wish = dnsFile(wanted, found);
    return changes(
      write(found.file, wish),
      install(found.packages, ['dnsmasq']),
      running(found.unit, 'dnsmasq.service', outdated(found.file, wish)),
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
};

const said = ({ outcome, addresses }: NameAnswer): string => (addresses.length > 0 ? addresses.join(', ') : outcome);

const dnsFile = (wanted: Wanted, found: FoundDns): FileText => {
  const { hosts, lan } = wanted.settings;
  const content = render(wanted.template('dns/dnsmasq.conf'), {
    host: hosts.photos,
    lan_address: lan.address,
    lan_network: lan.network,
    vpn_address: vpnAddressOf(wanted.settings),
    router: lan.router,
    public_resolver: publicResolver,
    router_names: isFritzBox(found, lan.router) ? `server=/fritz.box/${lan.router}\n` : '',
  });
  return { path, content, mode: '0644' };
};

/** A router that says nothing just now is what it was when the file was written. */
const isFritzBox = ({ fritzBox, file: found }: FoundDns, router: string): boolean =>
  fritzBox.outcome === 'silent'
    ? (found.text?.includes(`server=/fritz.box/${router}\n`) ?? false)
    : fritzBox.addresses.includes(router);
