// The box's answer to "is there a router?" (SSDP), asked of everybody at home or of the box alone.
// Surprise: answers go to the asker's own port, one per kind of device, and nothing is said where UPnP is switched off.
import { createSocket } from 'node:dgram';
import { addresses } from '../names.ts';
import { routerSettings } from '../router/settings.ts';
import { box, descriptionUrl, deviceId, deviceTypes } from './pages.ts';

const group = '239.255.255.250';

export function answerSearches(): Promise<void> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (message, from) => {
    if (routerSettings().upnp === 'off') return;
    for (const answer of answersTo(message.toString('latin1'))) socket.send(answer, from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(1900, '0.0.0.0', () => {
      socket.addMembership(group, addresses.router);
      socket.setMulticastInterface(addresses.router);
      resolve();
    });
  });
}

export function answersTo(message: string): string[] {
  if (!message.startsWith('M-SEARCH * HTTP/1.1\r\n') || !/^man: *"ssdp:discover"\r$/im.test(message)) return [];
  const wanted = /^st: *(\S+)\r$/im.exec(message)?.[1];
  if (wanted === undefined) return [];
  const kinds = Object.keys(deviceTypes);
  if (wanted === 'ssdp:all') return kinds.map((kind) => one(kind, deviceTypes[kind] ?? ''));
  if (wanted === 'upnp:rootdevice') return [...new Set(Object.values(deviceTypes))].map((file) => one(wanted, file));
  return kinds.filter((kind) => kind === wanted).map((kind) => one(kind, deviceTypes[kind] ?? ''));
}

const one = (kind: string, file: string): string =>
  [
    'HTTP/1.1 200 OK',
    `LOCATION: ${descriptionUrl(file)}`,
    `SERVER: ${box.name} UPnP/1.0 AVM ${box.name} ${box.version}`,
    'CACHE-CONTROL: max-age=1800',
    'EXT:',
    `ST: ${kind}`,
    `USN: ${deviceId}::${kind}`,
    '',
    '',
  ].join('\r\n');
