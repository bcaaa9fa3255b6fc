/**
 * cloudflared and its unit: from Cloudflare's own packages, started without waiting for it, so that what keeps it from connecting can be
 * found out and told; and the door's own listener, tried before anybody else can.
 */
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import type { FileText } from '../engine/action';
import { install, run, running } from '../engine/compare';
import { changes, type Change, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { leakCheckScript } from '../facts/leaks';
import { metricsAddress } from '../facts/outside';
import { cloudflareSource, tunnelPaths, unitName } from '../facts/tunnel';
import { all, Sh, sh } from '../shell/sh';
import { ownRepository } from './apt-repository';
import type { FoundTunnel } from './tunnel-found';
import { firstAccountCheck, waitForTunnel } from './tunnel-wait';

const architectures = ['amd64', 'arm64', 'armhf'];
/** The first that takes its token from a file. */
const oldestVersion = [2026, 7, 2];

export const serviceText = ({ template }: Wanted): FileText => ({
  path: tunnelPaths.service,
  mode: '0644',
  content: render(template(`tunnel/${unitName}`), {
    metrics: `${metricsAddress.address}:${metricsAddress.port}`,
    token_file: tunnelPaths.token,
  }),
});

/** "2026.11.0", "2026.7.2-1". */
export function isOld(version: string): boolean {
  const parts = version.split(/[.\-~+]/).map(Number);
  const at = oldestVersion.findIndex((part, n) => part !== (parts[n] ?? 0));
  return at >= 0 && (parts[at] ?? 0) < (oldestVersion[at] ?? 0);
}

export function getProgram(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const version = found.packages.get('cloudflared');
  if (version !== undefined && !isOld(version)) return [];
  const { architecture } = found;
  if (!architectures.includes(architecture))
    throw new FailureError(failure('architecture-unsupported', { architecture }));
  const repository = {
    ...cloudflareSource,
    owner: 'Cloudflare',
    keyUrl: 'https://pkg.cloudflare.com/cloudflare-main.gpg',
    fingerprint: wanted.pins.cloudflareKey,
    content: render(wanted.template('tunnel/cloudflared.sources'), { architecture }),
    summary: say('add-cloudflare-repository', {}),
  };
  // apt takes the newer one where an old one is
  return changes(...ownRepository(repository, found), install(new Map(), ['cloudflared']));
}

/**
 * Started without waiting: whether it comes up is the next change's to find out, which can tell why not. Stopped with waiting: one that
 * still ran would answer that all is well.
 */
function start(found: FoundTunnel, anew: boolean): Change | false {
  const begin = running(found.unit, unitName, anew);
  if (!begin || begin.action.kind !== 'service' || begin.action.verb === 'enable') return begin;
  const command = all(
    new Sh('systemctl daemon-reload'),
    sh`systemctl --quiet enable ${unitName}`,
    sh`systemctl stop ${unitName}`,
    sh`systemctl reset-failed ${unitName} 2>/dev/null || :`,
    sh`systemctl start --no-block ${unitName}`,
  );
  return { ...begin, action: { kind: 'run', command } };
}

export const connect = (found: FoundTunnel, anew: boolean): readonly Change[] => {
  const begin = start(found, anew);
  const stands = (found.connections ?? 0) > 0;
  return changes(
    begin,
    (begin || !stands) &&
      run(say('wait-for-tunnel', {}), waitForTunnel(unitName), { job: 'plain', minutes: 8, failure: 'tunnel' }),
  );
};

/** Through the very listener that visitors will come to: whose the server is, then every trick to get past the guests' host. */
export const tryDoor = (wanted: Wanted): readonly Change[] => {
  const { photos, share } = wanted.settings.hosts;
  return [
    run(say('check-door', { hosts: photos }), firstAccountCheck(wanted), { failure: 'sign-up' }),
    run(say('check-door', { hosts: share }), leakCheckScript(wanted), { job: 'plain', minutes: 5, failure: 'leaks' }),
  ];
};
