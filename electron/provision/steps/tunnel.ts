/**
 * The public door: a tunnel from this server to Cloudflare, and the records that lead visitors to it. The surprise is the order: all of
 * it is made, tried and connected before the first record is, because from that moment strangers come; and it is taken away with what
 * shuts at once, without Cloudflare, first. What was taken away is not brought back by an undo: a door is opened only by a plan that
 * tries it first.
 */
import { failure, FailureError } from '../../contract/failure';
import { say, stepIds } from '../../contract/message';
import { readTunnelToken } from '../../contract/fields';
import { secret } from '../../contract/secrets';
import { hasPublicDoor } from '../../contract/ways';
import { rightBefore, tunnelMakesWay } from '../adopt/doors';
import { run, service, write, writeSecret } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { tunnelPaths, unitName } from '../facts/tunnel';
import type { FoundUnit } from '../facts/common';
import { Sh, sh } from '../shell/sh';
import { isOn } from './leaving';
import { byToken, leadsIn, leaveCloudflare } from './tunnel-account';
import { byHand, inspect, type FoundTunnel } from './tunnel-found';
import { connect, getProgram, serviceText, tryDoor } from './tunnel-program';
import { guard, verifyClosed, verifyOpen } from './tunnel-seen';
import { settingsAsked } from './zone-settings';

/** Without an account at hand: what is here is looked at, what is there is believed from the note. */
function byNote(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const { note, tokenFor } = found;
  const { settings } = wanted;
  const fits =
    note !== null &&
    leadsIn(note, settings) &&
    tokenFor === note.id &&
    !note.former &&
    !note.zones &&
    settingsAsked(settings).every((setting) => note.settings.includes(setting));
  if (!fits) throw new FailureError(failure('secret-missing', { name: 'setupToken' }));
  const unitFile = write(found.service, serviceText(wanted));
  const connecting = connect(found, Boolean(unitFile));
  return changes(unitFile, ...(connecting.length > 0 ? tryDoor(wanted) : []), ...connecting);
}

/** A tunnel that we made goes when another, made by hand, is to take its place: that one's token has to be at hand, and of another. */
function insteadOfOurs({ secrets }: Wanted, found: FoundTunnel): readonly Change[] {
  const { note, tokenFor } = found;
  const pasted = secrets.tunnelToken;
  const own = note && (note.id ?? found.account?.tunnel?.id);
  if (own != null && !pasted && tokenFor === own)
    throw new FailureError(failure('secret-missing', { name: 'tunnelToken' }));
  if (own != null && pasted && readTunnelToken(pasted.reveal())?.tunnel.toLowerCase() === own)
    throw new FailureError(failure('tunnel-token-refused', {}));
  const ours = leaveCloudflare(found);
  return changes(ours.length > 0 && switchedOff(found), ours, found.noteFile.exists && gone(tunnelPaths.note));
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

/** It closes with the first of these, whatever becomes of the others. */
const leave = (found: FoundTunnel): readonly Change[] =>
  changes(
    switchedOff(found),
    tunnelMakesWay(found.theirs),
    leaveCloudflare(found),
    found.token.exists && gone(tunnelPaths.token),
    found.service.exists &&
      gone(
        tunnelPaths.service,
        sh`systemctl daemon-reload
systemctl reset-failed ${unitName} 2>/dev/null || :`,
      ),
    found.noteFile.exists && gone(tunnelPaths.note),
  );

const switched: FoundUnit = { state: 'stopped', enabled: false };
const switchedOff = (found: FoundTunnel): Change | false =>
  isOn(found.unit) && service(unitName, 'disable --now', 'keep');

/** Nothing of it is kept: an undo has no use for it, and the token must not outlive the door. */
const gone = (path: string, then = new Sh(':')): Change =>
  run(
    say('remove-file', { path }),
    sh`rm -f ${path}
iah_note ${path} ''
${then}`,
  );

function open(wanted: Wanted, found: FoundTunnel): readonly Change[] {
  const program = getProgram(wanted, found);
  if (byHand(wanted)) {
    const instead = insteadOfOurs(wanted, found);
    const off = instead.some(({ action }) => action.kind === 'service');
    return changes(instead, program, byDashboard(wanted, off ? { ...found, unit: switched } : found));
  }
  if (found.account) return changes(...program, ...byToken(wanted, found, found.account));
  return changes(...program, ...byNote(wanted, found));
}

const startsOurs = ({ summary }: Change): boolean =>
  (summary.key === 'enable-service' || summary.key === 'restart-service') && summary.values.service === unitName;

export const tunnel: Step<FoundTunnel> = {
  id: 'tunnel',
  // before it, all that a visitor may come upon; after it, what is told or changed when the door stands
  after: stepIds.slice(0, stepIds.indexOf('tunnel')),
  wantedBy: hasPublicDoor,
  inspect,
  plan: (wanted, found) => rightBefore(open(wanted, found), startsOurs, tunnelMakesWay(found.theirs)),
  verify: verifyOpen,
  guard,
  door: {
    stands: sh`systemctl is-active --quiet ${unitName}`,
    // stays off over a restart of the server; the next plan tries the door before it connects again
    close: sh`systemctl disable --now ${unitName}`,
  },
  leaving: { plan: (_wanted, found) => leave(found), verify: verifyClosed },
};
