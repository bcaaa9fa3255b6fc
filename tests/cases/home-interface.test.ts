// Which networks of IPv6 are the home's own and last: routing tables in, networks out.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { homeNetworks6, parseHomeNetworks6 } from '../../electron/provision/facts/home-interface';

it('the home’s lasting networks of IPv6 are what the home’s interface itself leads to', () => {
  const routes = `2001:db8:1::/64 proto ra metric 100 pref medium
fd9e:21a7:a92c:1::/64 proto ra metric 100 pref medium
fd9e:21a7:a92c:1::/64 proto kernel metric 256 pref medium
fd9e:21a7:a92c:2::/64 via fe80::1 proto ra metric 100 pref medium
fd9e:21a7:a92c:1::10 proto kernel metric 256 pref medium
fe80::/64 proto kernel metric 256 pref medium
default via fe80::1 proto ra metric 100 pref medium
`;
  expect(parseHomeNetworks6(routes)).toEqual(['fd9e:21a7:a92c:1::/64']);
  expect(parseHomeNetworks6('')).toEqual([]);
  const ip = `ip() { case "$*" in '-4 route show default') echo 'default via 192.168.178.1 dev enp3s0 proto dhcp';;
'-6 route show dev enp3s0') echo 'fd00::/64 proto ra';; esac; }`;
  const stdout = execFileSync('sh', ['-c', `${ip}\n${homeNetworks6.command.text}`], { encoding: 'utf8' });
  expect(homeNetworks6.parse({ status: 0, stdout })).toEqual(['fd00::/64']);
});
