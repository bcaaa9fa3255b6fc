/**
 * By which ports and from where people reach this server over SSH just now: a firewall that forgets one of them locks them out. The
 * surprise: with socket activation (Ubuntu) systemd listens and sshd does not, so the connections that stand are looked at too.
 */
import { sh } from '../shell/sh';
import type { Fact } from './fact';
import { parseListeners } from './preflight-network';

export interface SshDoors {
  readonly ports: readonly number[];
  /** Addresses of those connected. */
  readonly from: readonly string[];
}

const isSshd = /^sshd/;

export function parseSshDoors(stdout: string): SshDoors {
  const listening = parseListeners(stdout)
    .filter(
      ({ protocol, program, port }) =>
        protocol === 'tcp' && (isSshd.test(program) || (program === 'systemd' && port === 22)),
    )
    .map(({ port }) => port);
  const connected = stdout.split('\n').flatMap((line) => {
    const [state, , , local = '', peer = '', users = ''] = line.trim().split(/\s+/);
    return state === 'ESTAB' && /users:\(\("sshd/.test(users) ? [{ port: portOf(local), from: addressOf(peer) }] : [];
  });
  const ports = [...new Set([...listening, ...connected.map(({ port }) => port)])].sort((a, b) => a - b);
  return { ports: ports.length > 0 ? ports : [22], from: [...new Set(connected.map(({ from }) => from))].sort() };
}

const portOf = (socket: string): number => Number(socket.slice(socket.lastIndexOf(':') + 1));
const addressOf = (socket: string): string =>
  socket
    .slice(0, socket.lastIndexOf(':'))
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');

export const sshDoors: Fact<SshDoors> = {
  key: 'ssh-doors',
  command: sh`ss -H -lntup; ss -H -tnp state established | sed 's/^/ESTAB /'`,
  parse: ({ stdout }) => parseSshDoors(stdout),
};
