/** What a server last said of our services, for somebody who helps from afar. It is not redacted here: nothing of it may leave unseen. */
import { reader } from '../engine/read';
import { answers } from '../facts/answers';
import { text } from '../facts/common';
import { machine, system } from '../facts/preflight-system';
import type { Remote } from '../remote';
import { sh } from '../shell/sh';

export interface LastWords {
  /** "Debian GNU/Linux 13 (trixie), amd64" */
  readonly system: string;
  /** Oldest first: warnings and worse of the last days. */
  readonly lines: readonly string[];
}

const units = [
  'docker.service',
  'nginx.service',
  'dnsmasq.service',
  'certbot.service',
  'wg-quick@wg0.service',
  'immich-at-home-*',
];
const most = 40;

/** One round trip. */
export async function lastWords(remote: Remote): Promise<LastWords> {
  const { ask } = reader(remote, { timeoutMs: 20_000 });
  const found = await answers({
    system: ask(system),
    machine: ask(machine),
    said: ask(
      text(
        'last-words',
        sh`timeout 10 journalctl --no-pager -q -o short-iso -p warning --since -3d -n ${most} ${units.flatMap((unit) => ['-u', unit])}`,
      ),
    ),
  });
  return {
    system: `${found.system.name}, ${found.machine.architecture}`,
    lines: (found.said ?? '').split('\n').filter((line) => line !== ''),
  };
}
