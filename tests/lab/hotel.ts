// A hotel whose Wi-Fi happens to be numbered like the home: 192.168.178.0/24, and somebody else has the server's own address there.
// The phone leaves mobile data for it, and comes back.
// Surprise: the hotel is a port of iah-inet with a NAT of its own, not a host; what its guests send comes from 198.51.100.1.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, hotelWan, runDir } from './names.ts';
import { cable } from './namespaces.ts';
import { isRunning, runIn, startIn, stop, until } from './processes.ts';

const stranger = 'hotel-stranger';
const page = join(runDir, 'hotel-page');
const anotherMac = '02:1a:50:00:00:66';
/** What the other guest's device says to whoever takes it for the server. */
export const strangersWords = 'this is the printer in room 10';

export async function phoneInHotel(): Promise<void> {
  await phoneOnTheRoad();
  await cable('inet', 'to-hotel', 'phone', 'wlan', anotherMac);
  await ip('inet', [`addr add ${addresses.router}/24 dev to-hotel`, `addr add ${addresses.home}/24 dev to-hotel`]);
  await ip('phone', [
    'link set cell down',
    'addr add 192.168.178.77/24 dev wlan',
    `route add default via ${addresses.router}`,
  ]);
  await nat(true);
  writeFileSync(page, `HTTP/1.0 200 OK\r\n\r\n${strangersWords}\n`);
  const listen = `TCP-LISTEN:80,bind=${addresses.home},fork,reuseaddr`;
  await startIn('inet', stranger, ['socat', '-U', listen, `OPEN:${page},rdonly`]);
  await until("the stranger's device in the hotel", async () => {
    const told = await runIn('phone', ['curl', '-s', '-m', '1', `http://${addresses.home}/`], { allowFailure: true });
    return told.stdout.includes(strangersWords);
  });
}

/** Back on mobile data; nothing happens where the phone is there already. */
export async function phoneOnTheRoad(): Promise<void> {
  if (isRunning(stranger)) await stop(stranger);
  await nat(false);
  await runIn('inet', ['ip', 'link', 'del', 'to-hotel'], { allowFailure: true });
  const { stdout } = await runIn('phone', ['ip', '-4', 'route', 'show', 'default', 'dev', 'cell']);
  if (stdout !== '') return;
  await ip('phone', [
    'link set cell up',
    `route replace default via ${hotelWan}`,
    `addr replace ${addresses.phone6}/64 dev cell nodad`,
    'route replace ::/0 via 2001:db8:198:51::1',
  ]);
}

async function nat(on: boolean): Promise<void> {
  const table = `table ip hotel {
    chain to-services { type nat hook input priority 100; iifname "to-hotel" ip daddr != 192.168.178.0/24 snat to ${hotelWan}; }
    chain to-others { type nat hook postrouting priority srcnat; ip saddr 192.168.178.0/24 snat to ${hotelWan}; }
  }`;
  await runIn('inet', ['nft', '-f', '-'], { input: `table ip hotel\ndelete table ip hotel\n${on ? table : ''}\n` });
}

async function ip(host: 'inet' | 'phone', lines: readonly string[]): Promise<void> {
  await runIn(host, ['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
