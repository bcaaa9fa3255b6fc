// How fast a host of the lab can send: the uplink of a phone or a pc is what an upload is measured against.
// Surprise: only what leaves the host is slowed down (tbf, the one shaper that every kernel of ours has); the lab has no
// delay and no loss.
import { type Host } from './names.ts';
import { runIn } from './processes.ts';

const uplink: Record<Exclude<Host, 'inet'>, string> = { home: 'host0', pc: 'eth0', router: 'wan', phone: 'cell' };

export async function limitUplink(host: Exclude<Host, 'inet'>, megabytesPerSecond: number): Promise<void> {
  const shaper = ['tbf', 'rate', `${megabytesPerSecond * 8}mbit`, 'burst', '256k', 'latency', '50ms'];
  await runIn(host, ['tc', 'qdisc', 'replace', 'dev', uplink[host], 'root', ...shaper]);
}

export async function unlimitUplink(host: Exclude<Host, 'inet'>): Promise<void> {
  await runIn(host, ['tc', 'qdisc', 'del', 'dev', uplink[host], 'root'], { allowFailure: true });
}
