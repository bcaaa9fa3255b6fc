// A router that asks our server while our server asks it: dnsmasq passes a question on again each time it is asked again, so that two of
// them, without an answer from the internet, keep one question going round. Played by two real ones in a network of their own; between
// them stands the firewall's own line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canAsk } from './family';

const [server, router, nobody] = ['127.0.0.2', '127.0.0.3', '127.0.0.9'];
const lineOf = (table: string): string => {
  const text = readFileSync(join(import.meta.dirname, `../../resources/server/firewall/${table}.nft`), 'utf8');
  const line = /^.*limit rate over.*$/m.exec(text)?.[0] ?? '';
  return line.replace('{{router}}', router).replace('@home_udp', '53');
};
const dnsmasq = (own: string, upstreams: readonly string[]): string =>
  [
    ...['no-resolv', 'no-hosts', 'bind-interfaces', 'user=root', 'pid-file=', 'cache-size=0', `listen-address=${own}`],
    ...upstreams.map((upstream) => `server=${upstream}@${own}`),
    '',
  ].join('\n');

/** The same question again and again, as a device asks that gets no answer. */
const asks = `import socket, time
deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
deaf.bind(('${nobody}', 53))
device = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
device.connect(('${server}', 53))
for _ in range(3):
    device.send(b'\\x12\\x34\\x01\\x00\\x00\\x01' + bytes(6) + b'\\x05photo\\x07example\\x00\\x00\\x01\\x00\\x01')
    time.sleep(1)
print(next(row.split()[4] for row in open('/proc/net/snmp') if row.startswith('Udp: ') and row.split()[4].isdigit()))`;

/** How many packets were sent within some seconds. */
function packets(rule: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'iah-storm-'));
  try {
    const put = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const table = `table inet t { chain input { type filter hook input priority 0; ${rule.trim()}; }; }\n`;
    const script = `ip link set lo up
nft -f ${put('t.nft', rule === '' ? '' : table)} || exit 1
dnsmasq -k -C ${put('server.conf', dnsmasq(server, [router, nobody]))} & one=$!
dnsmasq -k -C ${put('router.conf', dnsmasq(router, [server]))} & two=$!
for at in ${server} ${router}; do
  tries=0; until ss -H -l -n -u src "$at:53" | grep -q .; do tries=$((tries + 1)); [ $tries -lt 200 ] || { echo "nobody serves names at $at" >&2; break; }; sleep 0.02; done
done
python3 -I ${put('asks.py', asks)}
kill $one $two`;
    const { stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', script], { encoding: 'utf8', timeout: 20_000 });
    expect(stderr).toBe('');
    return Number(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!['dnsmasq', 'nft', 'unshare', 'python3'].every(canAsk))('a question that nobody answers', () => {
  it('goes round between a router and a server that ask each other', () => {
    expect(packets('')).toBeGreaterThan(20_000);
  }, 20_000);

  it.each(['guard', 'count'])(
    'and is stopped by the line in %s.nft',
    (table) => {
      const sent = packets(lineOf(table));
      expect(sent).toBeGreaterThan(3);
      expect(sent).toBeLessThan(8_000);
    },
    20_000,
  );
});
