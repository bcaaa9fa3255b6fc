// Web addresses, in English: other names, what happens, and who must do what.
import type { ConsequenceTexts } from '../shape';
import { format } from '../format';

const f = format('en');

const follows = {
  'apps-new-address': ({ from, to, redirected }) => ({
    title: 'In the Immich app: the new address',
    text: redirected
      ? `Each person enters https://${to} once. In a browser, ${from} leads there by itself.`
      : `Each person enters https://${to} once. ${from} leads nowhere any more.`,
  }),
  'share-links-keep': ({ host }) => ({
    title: 'Links you have sent keep working',
    text: `They carry ${host}, and that name stays until you take it away.`,
  }),
  'share-links-stop': ({ host }) => ({
    title: 'Links you have sent stop working',
    text: `They carry ${host}, and nobody answers to it any more.`,
  }),
  'phones-keep': ({ count }) => ({
    title: 'Scan again: no phone',
    text: `${count === 1 ? 'The phone’s code stays' : `All ${count} codes stay`} valid: the direct line keeps its address and keys.`,
  }),
  'phones-by-former-name': ({ phones, hosts }) => ({
    title: 'Before the old name goes: a new code',
    text: `${f.list(phones)} still ${f.plural(phones.length, 'knocks', 'knock')} at ${hosts}. That works as long as the name stays.`,
  }),
  'phones-rescan': ({ phones, all }) => ({
    title: all
      ? 'Scan again: every phone'
      : `Scan again: ${phones.length} ${f.plural(phones.length, 'phone', 'phones')}`,
    text: `${f.list(phones)}: on the road ${f.plural(phones.length, 'it finds', 'they find')} nobody until ${f.plural(phones.length, 'it has', 'they have')} a new code. Show it under Phones.`,
  }),
  'phones-without-line': ({ phones }) => ({
    title: 'No direct line any more',
    text: `${f.list(phones)}: from now on by the public address.`,
  }),
  'router-forward': ({ port, address }) => ({
    title: 'In the router: the port forward',
    text: `UDP ${port} to ${address}.`,
  }),
  'router-dns': ({ address }) => ({
    title: 'In the router: the DNS server',
    text: `${address}, so that devices at home ask your server.`,
  }),
} satisfies ConsequenceTexts;

export const addresses = {
  follows,
  title: 'Web addresses',
  titleChanged: 'Change web addresses',
  lead: 'Type other names, if you like. You see every change before it is made.',
  kinds: { photos: 'Photo library', share: 'Share links', vpn: 'Direct line' },
  newName: {
    photos: 'New name for the photos',
    share: 'New name for share links',
    vpn: 'New name for the direct line',
  },
  newDomain: 'New domain',
  lineStays: 'stays, because phones carry it in their code',
  lineChange: 'Change it too',
  otherDomain: 'Another domain',
  sameDomain: 'Keep the domain',
  domainHint: 'One that you own, with its DNS at Cloudflare, in the same account.',
  order: 'What will happen, in this order',
  steps: {
    certificate: (names: number) =>
      `**Certificate** for the new ${f.plural(names, 'name', 'names')}, beside the old one`,
    cloudflare: (names: number) =>
      `**Cloudflare** gets ${names} new ${f.plural(names, 'DNS record and tunnel name', 'DNS records and tunnel names')}`,
    byHand: '**You first**: add the new names in Cloudflare’s dashboard, with the same values as the old ones',
    both: '**Doorkeeper and names at home** answer to old and new',
    line: '**Direct line**: its new name is published beside the old one',
    tested: '**All ways are tested** with the new names',
    immich: '**Immich** writes the new name into new share links',
    former: '**The old names** lead on to the new ones',
  },
  keep: '**The old names stay** and lead on to the new ones until you take them away: links you have sent carry them.',
  fails: 'If something fails',
  failsText:
    'Everything goes back by itself. The old names work all the time; nothing switches before the new ones are tested.',
  needs: 'What we need for it',
  needsHint: 'Leave empty what you have entered since this program was opened.',
  bothZones: (zones: string) => `It has to cover both domains while names change: ${zones}.`,
  review: 'Review the changes',
  nothing: 'Nothing is changed yet.',
  wrong: 'One of the names is not right yet.',
  formerTitle: 'Names of before that still lead here',
  formerKind: { photos: 'photos', share: 'share links', vpn: 'direct line' },
  takeAway: 'Take away',
  takeAwayOf: (hosts: string) => `Take away ${hosts}`,
  more: 'More that can be changed the same way',
  moreText: 'Each as one change that holds as a whole, or leaves everything as it was.',
  changes: {
    address: {
      name: 'The server’s address at home',
      text: 'The server must have it already: give it the address in the router or in its own settings first. Names at home, doorkeeper and firewall follow.',
    },
    folder: {
      name: 'Folder of the photos',
      text: 'Photos are copied while Immich runs, then every file is compared; Immich pauses only for the last ones. The old folder stays as it is until you remove it yourself.',
    },
    range: {
      name: 'Range of the direct line (VPN)',
      text: 'Needed when a network you are often in uses the same one. Phones get another address in it.',
    },
  },
  fields: {
    'lan.address': 'New address of the server',
    'lan.network': 'Home network',
    'lan.router': 'Router',
    'photos.folder': 'New folder',
    'vpn.network': 'New range',
  },
  ways: 'Ways in',
  done: 'It is changed. Who must do what',
  doneNobody: 'It is changed, and nobody has to do anything.',
  understood: 'All done',
  whoMust: 'Who must do what',
};
