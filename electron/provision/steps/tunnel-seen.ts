/** What is seen of the public door when the work is done: that it is open as it should be, tight for guests, or closed. */
import { failure, type Failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok, type Result } from '../../contract/result';
import { zoneOf } from '../../contract/settings';
import type { Proof, Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { unit } from '../facts/common';
import type { Reader } from '../facts/fact';
import { leakRun } from '../facts/leaks';
import { doorSeen } from '../facts/outside';
import { tunnelConnections, tunnelName, unitName } from '../facts/tunnel';
import { leadsDown } from './tunnel-account';
import { byHand, hostsOf, lookBack, notedBefore, questionOf, zoneOfHost } from './tunnel-found';

export async function verifyOpen(wanted: Wanted, reader: Reader): Promise<Result<Proof, Failure>> {
  const {
    unit: state,
    connections,
    seen,
  } = await answers({
    unit: reader.ask(unit(unitName)),
    connections: reader.ask(tunnelConnections),
    seen: byHand(wanted) ? Promise.resolve(null) : reader.ask(doorSeen(wanted)),
  });
  const runs = state.state === 'running' && state.enabled;
  const checked = [
    { what: unitName, fine: runs },
    { what: `connections to Cloudflare: ${connections ?? 0}`, fine: Boolean(connections) },
    ...(seen?.hosts ?? []).map(({ host, detail, trouble }) => ({ what: `${host}: ${detail}`, fine: trouble === null })),
  ];
  if (!runs) return failed(failure('service-not-running', { service: unitName }, { checked }));
  if (!connections) return failed(failure('tunnel-not-connected', { seconds: 0 }, { checked }));
  const wrong = seen?.hosts.find(({ trouble }) => trouble !== null);
  if (wrong?.trouble)
    return failed(
      failure('public-door-wrong', { host: wrong.host, why: wrong.trouble }, { checked, detail: wrong.detail }),
    );
  // by itself: on a slow server each of the two may take most of the time that one round trip has
  const leaks = await reader.ask(leakRun(wanted));
  if (leaks.leaks.length > 0) return failed(leaking(leaks));
  return ok([
    say('proof-tunnel', { connections }),
    ...(seen?.hosts ?? []).map(({ host }) => say('proof-public', { host })),
    say('proof-share-tight', { requests: leaks.requests }),
  ]);
}

const leaking = ({ leaks, requests }: Awaited<ReturnType<ReturnType<typeof leakRun>['parse']>>): Failure =>
  failure(
    'share-host-leaks',
    { leaks: leaks.length, requests, first: leaks[0]?.request ?? '' },
    {
      detail: leaks
        .slice(0, 10)
        .map(({ request, answer, kind }) => `${kind}: ${request} → ${answer}`)
        .join('\n'),
    },
  );

export async function guard(wanted: Wanted, reader: Reader): Promise<Result<Proof, Failure>> {
  const seen = await reader.ask(leakRun(wanted));
  // what guests need and do not get is a nuisance, seen elsewhere; what is open, or could not be tried, takes all of it back
  const bad = seen.leaks.filter(({ kind, answer }) => kind === 'open' || answer.startsWith('not asked'));
  const found = { ...seen, leaks: bad };
  return found.leaks.length > 0 ? failed(leaking(found)) : ok([say('proof-share-tight', { requests: found.requests })]);
}

/** The door that was: its names may have changed with the wish to have one. */
const asItWas = (wanted: Wanted): Wanted => {
  const [photos, share] = notedBefore(wanted)?.hosts ?? [];
  if (photos === undefined || share === undefined) return wanted;
  const { settings } = wanted;
  return { ...wanted, settings: { ...settings, hosts: { ...settings.hosts, photos, share } } };
};

export async function verifyClosed(wanted: Wanted, reader: Reader): Promise<Result<Proof, Failure>> {
  const was = asItWas(wanted);
  const note = notedBefore(wanted);
  const list = [...new Set([...hostsOf(was.settings), ...(note?.hosts ?? [])])];
  const { machineName, state, connections, seen } = await answers({
    machineName: reader.ask(tunnelName),
    state: reader.ask(unit(unitName)),
    connections: reader.ask(tunnelConnections),
    seen: reader.ask(doorSeen(was)),
  });
  const name = note?.name ?? machineName;
  const zones = [...new Set([note?.zone ?? zoneOf(was.settings), ...list.map(zoneOfHost)])];
  const at = byHand(wanted) ? null : wanted.cloud;
  const accounts = at ? await Promise.all(zones.map((zone) => lookBack(at, questionOf(was, name, note, zone)))) : [];
  const [account = null] = accounts;
  const isAnothers = (id: string): boolean => note !== null && note.id !== null && note.id !== id;
  const leading = (host: string): boolean =>
    accounts.some(({ records }) => records.some((record) => record.name.toLowerCase() === host && leadsDown(record)));
  // made by hand, a name leads here until it is taken away in the dashboard; whoever connects that tunnel would open the door again
  const open = seen.hosts.filter(
    ({ host, trouble }) =>
      trouble === null ||
      leading(host) ||
      (byHand(wanted) && ['no-connection', 'no-hostname', 'wrong-service'].includes(trouble)),
  );
  const checked = [
    { what: unitName, fine: state.state === 'missing' || state.state === 'stopped' },
    { what: 'no connection to Cloudflare', fine: connections === null },
    ...(account ? [{ what: `no tunnel ${name}`, fine: account.tunnel === null || isAnothers(account.tunnel.id) }] : []),
    ...(account ? list.map((host) => ({ what: `no record of ours: ${host}`, fine: !leading(host) })) : []),
    ...seen.hosts.map((host) => ({ what: `${host.host}: ${host.detail}`, fine: !open.includes(host) })),
  ];
  if (checked.every(({ fine }) => fine))
    return ok([say('proof-door-closed', { hosts: list.join(', ') }), say('proof-switched-off', { service: unitName })]);
  const still = open.length > 0 ? open.map(({ host }) => host) : list;
  return failed(failure('door-still-open', { hosts: still.join(', ') }, { checked }));
}
