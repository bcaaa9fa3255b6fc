/**
 * The public door: a tunnel from this server to Cloudflare, and the records that lead visitors to it. The surprise is the order: all of
 * it is made, tried and connected before the first record is, because from that moment strangers come; and it is taken away from the
 * other end, records first. What was taken away is not brought back by an undo: a door is opened only by a plan that tries it first.
 */
import { failure, FailureError } from '../../contract/failure';
import { say, stepIds } from '../../contract/message';
import { hasPublicDoor, secret, zoneOf } from '../../contract/settings';
import { run, service, write, writeSecret } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { tunnelPaths } from '../facts/tunnel';
import { sh } from '../shell/sh';
import { isOn } from './leaving';
import { byToken, leaveCloudflare } from './tunnel-account';
import { byHand, hostsOf, inspect, unitName, type FoundTunnel } from './tunnel-found';
import { connect, getProgram, serviceText, tryDoor } from './tunnel-program';
import { guard, verifyClosed, verifyOpen } from './tunnel-seen';

/** Without an account at hand: what is here is looked at, what is there is believed from the note. */
function byNote(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const { note, tokenFor } = found;
  const list = hostsOf(wanted.settings);
  const fits =
    note?.id != null &&
    note.zone === zoneOf(wanted.settings) &&
    tokenFor === note.id &&
    note.hosts.length === list.length &&
    list.every((host) => note.hosts.includes(host));
  if (!fits) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  const unitFile = write(found.service, serviceText(wanted));
  const connecting = connect(found, Boolean(unitFile));
  return changes(unitFile, ...(connecting.length > 0 ? tryDoor(wanted) : []), ...connecting);
}

/** A tunnel that somebody made in the dashboard; its hostnames are added there, when this is done. */
function byDashboard(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const wantedToken = { path: tunnelPaths.token, mode: '0600', content: `${secret('tunnelToken')}\n` };
  const token = writeSecret(found.token, wantedToken, wanted.secrets);
  const unitFile = write(found.service, serviceText(wanted));
  const connecting = connect(found, Boolean(unitFile || token));
  // with this tunnel's hostnames in the dashboard already, the door is open as soon as it connects
  return changes(unitFile, token, ...(connecting.length > 0 ? tryDoor(wanted) : []), ...connecting);
}

function leave(found: FoundTunnel): readonly Change[] {
  const atCloudflare = leaveCloudflare(found);
  const doors = atCloudflare.filter(({ summary }) => summary.key === 'close-door');
  const rest = atCloudflare.filter((change) => !doors.includes(change));
  return changes(
    ...doors,
    isOn(found.unit) && service(unitName, 'disable --now', 'keep'),
    ...rest,
    found.token.exists && gone(tunnelPaths.token, true),
    found.service.exists &&
      run(
        say('remove-file', { path: tunnelPaths.service }),
        sh`rm -f ${tunnelPaths.service}
iah_note ${tunnelPaths.service} ''
systemctl daemon-reload
systemctl reset-failed ${unitName} 2>/dev/null || :`,
      ),
    found.noteFile.exists && gone(tunnelPaths.note, false),
  );
}

const gone = (path: string, isSecret: boolean): Change => ({
  summary: say('remove-file', { path }),
  action: { kind: 'remove', path, ...(isSecret ? { secret: true } : {}) },
  undo: 'keep',
  risk: 'none',
});

export const tunnel: Step<FoundTunnel> = {
  id: 'tunnel',
  after: stepIds.filter((id) => id !== 'tunnel'),
  wantedBy: hasPublicDoor,
  inspect,
  plan(wanted, found) {
    const program = getProgram(wanted, found);
    // a tunnel that we made goes when another by hand is to take its place
    if (byHand(wanted))
      return changes(
        ...leaveCloudflare(found),
        found.noteFile.exists && gone(tunnelPaths.note, false),
        ...program,
        ...byDashboard(wanted, found),
      );
    if (found.account) return changes(...program, ...byToken(wanted, found, found.account));
    return changes(...program, ...byNote(wanted, found));
  },
  verify: verifyOpen,
  guard,
  door: {
    stands: sh`systemctl is-active --quiet ${unitName}`,
    // stays off over a restart of the server; the next plan tries the door before it connects again
    close: sh`systemctl disable --now ${unitName}`,
  },
  leaving: { plan: (_wanted, found) => leave(found), verify: verifyClosed },
};
