/**
 * Waiting for the tunnel, and for the door to answer from outside; and what it means when they do not. The surprise: cloudflared never
 * says that a port is blocked. It tries QUIC for about a minute, then HTTP/2, and each failure reads like a passing one; so the port is
 * tried by hand as well. Nor is what answers at its address believed before systemd says that ours is up.
 */
import type { HostSeen } from '../../contract/door';
import { failure, type Checked, type Failure } from '../../contract/failure';
import type { Wanted } from '../engine/step';
import { firstAccount } from '../facts/leaks';
import { doorSeen, metricsAddress } from '../facts/outside';
import { outsidePatterns, refusalMark } from '../leaks/judge';
import { requestBytes, type Probe } from '../leaks/request';
import { runScript, type Asking } from '../leaks/run';
import { Sh, sh } from '../shell/sh';

/** A cloudflared that cannot have QUIC takes a minute or more, some say five, before it tries HTTP/2. */
const tunnelSeconds = 360;
const doorSeconds = 150;
/** After so long, one that heard nothing by either way will not hear anything. */
const blockedAfter = 30;
const edge = { name: 'region1.v2.argotunnel.com', port: 7844 } as const;

const tokenRefused = 'Unauthorized|tunnel secret|token is not valid|Tunnel not found|Failed to get tunnel';
/** It ends at once when somebody else has the address where it tells how it is. */
const portTaken = 'Error opening metrics server listener';
const quicFails =
  'Failed to dial a quic connection|failed to dial to edge with quic|Failed to create new quic connection';

/** Until the first connection stands, or it is clear that none will. What it says at the end is read by `tunnelFailure`. */
export const waitForTunnel = (unit: string): Sh =>
  sh`began=$(date +%s)
ready() { systemctl is-active --quiet ${unit} && curl -s --max-time 5 --noproxy '*' ${`http://${metricsAddress.address}:${metricsAddress.port}/ready`} | grep -Eq '"readyConnections" *: *[1-9]'; }
said() { journalctl --no-pager -q -o cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID --value ${unit})" 2>/dev/null | tail -n 200; }
says() { said | grep -Eq "$1"; }
reached() { timeout 5 bash -c ': > "/dev/tcp/$0/$1"' ${edge.name} ${edge.port} 2>/dev/null; }
until ready; do
  waited=$(( $(date +%s) - began ))
  if says ${tokenRefused} || says ${portTaken} || [ "$waited" -ge ${tunnelSeconds} ]; then break; fi
  if [ "$waited" -ge ${blockedAfter} ] && says ${quicFails} && ! reached; then break; fi
  sleep 1
done
if ready; then exit 0; fi
said | tail -n 20
if getent ahostsv4 ${edge.name} >/dev/null; then echo 'edge: known'; else echo 'edge: unknown'; fi
if reached; then echo 'tcp: open'; else echo 'tcp: closed'; fi
if says ${quicFails}; then echo 'udp: silent'; fi
echo "waited: $(( $(date +%s) - began )) s"
exit 1`;

const ways = { udp: 'UDP 7844 (QUIC)', tcp: 'TCP 7844 (HTTP/2)' } as const;

/** Why the tunnel did not come up. */
export function tunnelFailure(output: string, detail: string): Failure {
  const says = (pattern: string): boolean => new RegExp(pattern, 'im').test(output);
  const reached = says('^tcp: open$');
  const known = !says('^edge: unknown$');
  const checked: readonly Checked[] = [
    { what: `DNS ${edge.name}`, fine: known },
    { what: ways.tcp, fine: reached },
    ...(says('^udp: silent$') ? [{ what: ways.udp, fine: false }] : []),
  ];
  const waited = Number(/^waited: (\d+) s$/m.exec(output)?.[1] ?? tunnelSeconds);
  if (says(portTaken))
    return failure(
      'tunnel-not-connected',
      { seconds: waited },
      { detail, checked: [{ what: `${metricsAddress.address}:${metricsAddress.port} is free`, fine: false }] },
    );
  if (says(tokenRefused)) return failure('tunnel-token-refused', {}, { detail, checked: checked.slice(0, 2) });
  if (known && !reached) return failure('tunnel-blocked', { tried: `${ways.udp}, ${ways.tcp}` }, { detail, checked });
  return failure('tunnel-not-connected', { seconds: waited }, { detail, checked });
}

/** Somebody has the first account already, so that no visitor can claim the server. */
export const firstAccountCheck = (wanted: Wanted): Sh =>
  new Sh(`said=$(${firstAccount(wanted).command.text}) || :
case "$said" in *'"isInitialized":true'*) exit 0 ;; esac
printf '%s\\n' "$said" | head -c 400
exit 1`);

/**
 * A host as it should be for a visitor: the family's is ours and knows that the visitor came through Cloudflare, the guests' is shut. One of
 * before may send on to today's already.
 */
const asVisitor = (to: 'photos' | 'share', host: string, isFormer: boolean): Asking => {
  const target = to === 'photos' ? '/whoami' : '/';
  const probe: Probe = {
    request: `GET https://${host}${target}`,
    bytes: requestBytes({ target, host }),
    expect: to === 'photos' ? 'let-in' : 'refused',
    why: 'what a visitor finds',
  };
  return {
    patterns: {
      ...outsidePatterns,
      'let-in': String.raw`^200 .*"cloudflare":true\}${isFormer ? '|^308 ' : ''}`,
      refused: `^403 text/html.*${refusalMark}${isFormer ? '|^308 ' : ''}`,
    },
    threads: 1,
    keep: false,
    groups: [{ way: { outside: host }, probes: [probe] }],
  };
};

/** New records are known everywhere within a minute or two. What it says at the end is read by `publicDoorFailure`. */
export const waitForDoor = (wanted: Wanted, to: 'photos' | 'share', host: string): Sh =>
  new Sh(`until=$(( $(date +%s) + ${doorSeconds} ))
look() {
${runScript(wanted.template, asVisitor(to, host, host !== wanted.settings.hosts[to]), ' --check').text}
}
until said=$(look 2>&1); do
  printf '%s\\n' "$said" | head -n 1
  if [ "$(date +%s)" -ge "$until" ]; then
${doorSeen(wanted).command.text}
    exit 1
  fi
  sleep 2
done`);

/** Which host does not answer as it should, and why. */
export function publicDoorFailure(output: string, detail: string, wanted: Wanted): Failure {
  const hosts = hostsIn(output, wanted);
  const checked = hosts.map(({ host, trouble, detail: seen }) => ({
    what: `${host}: ${seen}`,
    fine: trouble === null,
  }));
  const wrong = hosts.find(({ trouble }) => trouble !== null);
  return failure(
    'public-door-wrong',
    { host: wrong?.host ?? wanted.settings.hosts.photos, why: wrong?.trouble ?? 'unreachable' },
    { detail: wrong?.detail ?? detail, checked },
  );
}

/** [] when the look did not come to its end. */
function hostsIn(output: string, wanted: Wanted): readonly HostSeen[] {
  try {
    return doorSeen(wanted).parse({ status: 1, stdout: output }).hosts;
  } catch {
    return [];
  }
}
