// Parts of the stack and reasons of fields, in English. The thing first, then its term.
import type { FieldProblemTexts, PartTexts } from '../shape';

export const parts = {
  base: { name: 'System', at: 'the system’s packages', what: 'programs and automatic security updates' },
  docker: { name: 'Containers (Docker)', at: 'Docker', what: 'what Immich runs in' },
  immich: { name: 'Immich', at: 'Immich', what: 'the photos, their database and the first account' },
  certificate: { name: 'Certificate', at: 'the certificate', what: 'for your web address, renews by itself' },
  nginx: {
    name: 'Doorkeeper (nginx)',
    at: 'the doorkeeper',
    what: 'lets in your web address; any other name gets no answer',
  },
  dns: {
    name: 'Names at home (dnsmasq)',
    at: 'the names at home',
    what: 'answers for your web address inside your home',
  },
  wireguard: { name: 'Direct line (WireGuard)', at: 'the direct line', what: 'a private way in for your phones' },
  endpoint: {
    name: 'Address of the direct line',
    at: 'the address of the direct line',
    what: 'keeps its name on your home’s address',
  },
  firewall: { name: 'Firewall', at: 'the firewall', what: 'opens only what is needed; can undo itself' },
  mapping: {
    name: 'Port forward by the router itself',
    at: 'the port forward',
    what: 'asks the router to let the direct line in, again and again',
  },
  dhcp: {
    name: 'Addresses at home (DHCP)',
    at: 'the addresses at home',
    what: 'tells each device at home whom to ask for names, in the router’s place',
  },
  tunnel: {
    name: 'Public door (Cloudflare)',
    at: 'the public door',
    what: 'your family from anywhere, guests only to what is shared; opens last',
  },
  links: {
    name: 'Address in Immich',
    at: 'the address in Immich',
    what: 'tells Immich under which name people find it',
  },
  former: {
    name: 'Names of before',
    at: 'the names of before',
    what: 'lead on to the new ones for as long as you like',
  },
  backup: { name: 'Second copy (restic)', at: 'the second copy', what: 'a copy on another disk, every night' },
  kit: { name: 'Recovery kit', at: 'the recovery kit', what: 'brings back names, keys and phones' },
} satisfies PartTexts;

export const fieldProblems = {
  empty: 'This is still missing.',
  characters: 'Some of these characters cannot be used here.',
  'too-long': 'This is too long.',
  'too-short': 'Use at least 10 characters.',
  'no-domain': 'Write the whole domain, such as example.net.',
  'public-suffix': 'Nobody can own this ending. Put your own domain before it.',
  address: 'This is an IP address. A name is needed here.',
  'same-name': 'Each of these needs a name of its own.',
  'different-domain': 'All of these must be under the same domain.',
  'too-deep':
    'With the public door, only one name may stand before your domain: Cloudflare’s certificate covers no more.',
  'not-absolute': 'Write the whole path, starting with /.',
  'system-folder': 'The system itself needs this folder. Use one below it.',
  range: 'Write it like 192.168.178.0/24, or one address like 192.168.178.20.',
  'range-too-small': 'Choose a size between /12 and /23, so that all phones fit.',
  'not-private': 'Use a private address: 10…, 172.16–31… or 192.168…',
  overlap: 'This overlaps with your home network. Use another range.',
  'outside-range': 'This address is not in the home network above.',
  email: 'Write it like anna@example.net.',
  'time-zone': 'We do not know this time zone.',
  port: 'A port is a number from 1 to 65535.',
  'leading-space': 'Leave out the space at the beginning or end.',
  'tunnel-token': 'This is not a tunnel’s token. It begins with eyJ and is one long word.',
  'not-public': 'This is not an address in the internet.',
  'not-ula': 'Write it like fd12:3456:789a:1::/64.',
  'no-family': 'Choose IPv4, IPv6 or both.',
} satisfies FieldProblemTexts;
