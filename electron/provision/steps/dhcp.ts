/**
 * Addresses at home, handed out by this server in the router's place: for routers that cannot name another DNS server. The surprise: two
 * that do it are worse than none, so nothing is begun before everybody else is silent, and never where this server's own address is on
 * loan from the one who is to be silent. It is the same dnsmasq that answers names at home, with one file more.
 */
import { failure, FailureError, type Failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import type { Settings } from '../../contract/settings';
import type { FileText } from '../engine/action';
import { run, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { file, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { lan, listeners } from '../facts/preflight-network';
import { dhcpSeen, type DhcpSeen } from '../facts/router-look';
import { sh } from '../shell/sh';
import { dhcpPath, dnsmasqUnit, givesAddresses, othersLines, readAnew } from './dns';
import { isOurs, removed } from './leaving';

export interface FoundDhcp {
  readonly file: FoundFile;
  readonly unit: FoundUnit;
  /** The server's own address is on loan from somebody's DHCP. */
  readonly onLoan: boolean;
  /** dnsmasq listens for who wants an address. */
  readonly listens: boolean;
  /** What somebody else had dnsmasq do, in lines; null = nothing. */
  readonly others: string | null;
}

type Pool = NonNullable<Settings['router']['dhcp']>;

const poolOf = ({ router }: Settings): Pool => {
  if (!router.dhcp) throw new TypeError('no pool of addresses');
  return router.dhcp;
};

function dhcpFile({ settings, template }: Wanted): FileText {
  const { from, to } = poolOf(settings);
  const { router, address } = settings.lan;
  const content = render(template('dhcp/dnsmasq.conf'), { from, to, router, lan_address: address });
  return { path: dhcpPath, content, mode: '0644' };
}

/** Says who answers, and fails, when anybody does: whoever it is, it is not us yet. And when it could not ask: then nobody knows. */
const checkSilent = (wanted: Wanted): Change =>
  run(
    say('check-dhcp-silent', {}),
    sh`seen=$(${dhcpSeen(wanted).command}
) || exit 1
said=$(printf '%s' "$seen" | python3 -I -c 'import json, sys
seen = json.load(sys.stdin)
print(*(it["from"] for it in seen["dhcp"]) if seen["dhcp"] or seen["heard"] else ["nobody was asked"])') || exit 1
[ "$said" != 'nobody was asked' ] || { echo "$said"; exit 1; }
[ -z "$said" ] || { printf 'answers: %s\n' "$said"; exit 1; }`,
    { failure: 'dhcp' },
  );

const takeOver = ({ from, to }: Pool): Change =>
  run(say('take-over-dhcp', { from, to }), sh`systemctl restart ${dnsmasqUnit}`, { risk: 'restarts', again: readAnew });
const giveBack = ({ settings: { lan } }: Wanted): Change =>
  run(say('give-back-dhcp', { router: lan.router }), readAnew, { risk: 'restarts', again: readAnew });

const onLoan = (address: string): Failure =>
  failure('address-on-loan', { address }, { checked: [{ what: `${address} set on the server itself`, fine: false }] });

export const dhcp: Step<FoundDhcp> = {
  id: 'dhcp',
  after: ['dns', 'firewall'],
  wantedBy: givesAddresses,

  async inspect(server, { settings }) {
    const { found, service, network, listening, others } = await answers({
      found: server.ask(file(dhcpPath)),
      service: server.ask(unit(dnsmasqUnit, [dhcpPath])),
      network: server.ask(lan),
      listening: server.ask(listeners),
      others: server.ask(othersLines),
    });
    return {
      file: found,
      unit: service,
      onLoan: network?.byDhcp === true && network.address === settings.lan.address,
      listens: listening.some(
        ({ port, protocol, program }) => port === 67 && protocol === 'udp' && program === 'dnsmasq',
      ),
      others,
    };
  },

  plan(wanted, found) {
    const begins = !found.file.exists;
    if (begins && found.onLoan) throw new FailureError(onLoan(wanted.settings.lan.address));
    const text = write(found.file, dhcpFile(wanted));
    return changes(
      begins && checkSilent(wanted),
      text,
      (text || found.unit.state !== 'running') && takeOver(poolOf(wanted.settings)),
    );
  },

  async verify(wanted, server) {
    const { address, router } = wanted.settings.lan;
    const seen = await server.ask(dhcpSeen(wanted));
    const other = othersIn(seen, address)[0];
    const own = seen.dhcp.find(({ from }) => from === address);
    const checked = [
      {
        what: `DHCP by ${other ?? (seen.heard ? 'nobody else' : 'whom it could not ask')}`,
        fine: other === undefined && seen.heard,
      },
      { what: `DHCP by ${address}: DNS ${own?.dns.join(', ') ?? '-'}`, fine: own?.dns.join() === address },
      { what: `DHCP by ${address}: router ${own?.router ?? '-'}`, fine: own?.router === router },
    ];
    if (checked.every(({ fine }) => fine)) return ok([say('proof-dhcp', { address })]);
    if (other !== undefined) return failed(failure('dhcp-still-answers', { from: other }, { checked }));
    return failed(failure('service-not-running', { service: dnsmasqUnit }, { checked }));
  },

  leaving: {
    // cut off between the two: the file is gone, and dnsmasq goes on as it began
    plan: (wanted, found) => {
      const goesOn = !found.file.exists && found.listens && found.others === null;
      return changes(removed(found.file), (isOurs(found.file) || goesOn) && giveBack(wanted));
    },

    async verify(wanted, server) {
      const { address, router } = wanted.settings.lan;
      const [seen, others] = await Promise.all([server.ask(dhcpSeen(wanted)), server.ask(othersLines)]);
      const gone = others !== null || seen.dhcp.every(({ from }) => from !== address);
      // it is the person who switches the router's own on, and mostly afterwards: no reason to take this back
      const [from] = seen.dhcp.map((one) => one.from);
      const next = from === undefined ? say('dhcp-nobody', { router }) : say('proof-dhcp-others', { from });
      if (gone) return ok([say('proof-switched-off', { service: 'DHCP' }), next]);
      return failed(failure('dhcp-still-answers', { from: address }, { checked: [{ what: dhcpPath, fine: false }] }));
    },
  },
};

const othersIn = ({ dhcp: answering }: DhcpSeen, address: string): readonly string[] =>
  answering.map(({ from }) => from).filter((from) => from !== address);
