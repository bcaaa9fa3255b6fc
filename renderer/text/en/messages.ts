// What the engine says about changes and proofs, in English. Changes are imperatives, proofs are what was seen.
import type { ZoneSetting } from '../../../electron/contract/message';
import { format } from '../format';
import type { MessageTexts } from '../shape';

const f = format('en');

const zoneSettings = {
  ssl: 'encryption to your own servers (SSL/TLS mode)',
  min_tls_version: 'the oldest TLS version',
  always_use_https: 'Always Use HTTPS',
} satisfies Record<ZoneSetting, string>;

export const messages = {
  'install-packages': ({ packages }) => `Install \`${packages}\``,
  'write-file': ({ path }) => `Write \`${path}\``,
  'make-folder': ({ path }) => `Make the folder \`${path}\``,
  'remove-file': ({ path }) => `Remove \`${path}\``,
  'restart-service': ({ service }) => `Restart ${service}`,
  'reload-service': ({ service }) => `Have ${service} read its files again`,
  'enable-service': ({ service }) => `Start ${service}, now and with the server`,
  'disable-service': ({ service }) => `Switch ${service} off`,
  'enable-updates': () => 'Switch automatic security updates on',
  'switch-off-apache': () => 'Switch Apache off; it stays installed',
  'add-docker-repository': ({ distribution }) => `Add Docker’s own package source for ${distribution}`,
  'fetch-image': ({ image }) => `Fetch \`${image}\``,
  'make-database-password': () => 'Make up the database password, once',
  'start-immich': ({ version }) => `Start Immich ${version}`,
  'wait-for-immich': () => 'Wait until Immich is healthy',
  'create-admin': ({ name, email }) => `Make the first account: ${name}, ${email}`,
  'close-sign-up': () => 'Close the sign-up for good',
  'finish-onboarding': () => 'Tell Immich its web address and finish its welcome',
  'request-certificate': ({ host }) => `Get a certificate for \`${host}\``,
  'test-renewal': ({ host }) => `Try out the renewal for \`${host}\``,
  'split-names': () => 'Restart the names at home, and start those for phones in the same moment',
  'make-server-keys': () => 'Make the server’s keys; they never leave it',
  'update-peers': ({ count }) => `Let in ${count} ${f.plural(count, 'phone', 'phones')}`,
  'publish-endpoint': ({ host }) => `Publish your home’s address as \`${host}\` and keep it current`,
  'arm-firewall': ({ seconds }) =>
    `Switch the rules on, to be taken back after ${seconds} s unless we still get through`,
  'keep-firewall': () => 'Keep the rules',
  'allow-in-ufw': ({ rule }) => `Allow in your firewall (ufw): \`${rule}\``,
  'remove-from-ufw': ({ rule }) => `Remove our rule from your firewall (ufw): \`${rule}\``,
  'add-cloudflare-repository': () => 'Add Cloudflare’s own package source',
  'create-tunnel': ({ name }) => `Make the tunnel \`${name}\` at Cloudflare`,
  'route-tunnel': ({ hosts }) => `Lead ${hosts} down the tunnel, and nothing else`,
  'fetch-tunnel-token': () => 'Give this server the tunnel’s own token',
  'wait-for-tunnel': () => 'Wait until the tunnel stands',
  'check-door': ({ hosts }) => `Try to get past ${hosts} before anybody else can`,
  'publish-host': ({ host }) => `Open the door: lead \`${host}\` to the tunnel`,
  'wait-for-door': ({ host }) => `Wait until \`${host}\` answers from outside`,
  'change-zone-setting': ({ setting, before, after }) =>
    `Change ${zoneSettings[setting]} from \`${before}\` to \`${after}\``,
  'set-share-address': ({ address }) =>
    address === ''
      ? 'Have Immich write its own address into new share links again'
      : `Have Immich write \`${address}\` into new share links`,
  'close-door': ({ hosts }) => `Close the door: stop leading ${hosts} to this server`,
  'remove-host': ({ host }) => `Remove \`${host}\` from your domain’s records`,
  'remove-tunnel': ({ name }) => `Remove the tunnel \`${name}\` at Cloudflare`,
  'withdraw-endpoint': ({ host }) => `Stop telling your home’s address as \`${host}\``,
  'ask-for-mapping': ({ port }) => `Ask the router to pass UDP ${port} on to this server, and go on asking`,
  'withdraw-mapping': ({ port }) => `Have the router stop passing UDP ${port} on`,
  'check-dhcp-silent': () => 'Look whether anybody else hands out addresses at home',
  'take-over-dhcp': ({ from, to }) => `Hand out addresses at home, from ${from} to ${to}`,
  'give-back-dhcp': ({ router }) =>
    `Stop handing out addresses at home; then switch the router’s own DHCP server on at http://${router}`,
  'serve-former-names': ({ hosts, to }) => `Answer to ${hosts} as well while ${to} is tried out`,
  'check-names': ({ hosts }) => `Make sure that ${hosts} answers here`,
  'redirect-former-names': ({ hosts, to }) => `Lead ${hosts} on to \`${to}\``,
  'drop-former-names': ({ hosts }) => `Stop answering to ${hosts}`,
  'readdress-phones': ({ count }) => `Give ${count} ${f.plural(count, 'phone', 'phones')} an address in the new range`,
  'copy-photos': ({ from, to }) => `Copy the photos from \`${from}\` to \`${to}\``,
  'verify-photos': ({ from, to }) => `Compare every file in \`${to}\` with \`${from}\``,
  'pause-immich': () => 'Pause Immich for the last files',
  'dump-database': ({ path }) => `Save the database to \`${path}\``,
  'read-dump': ({ path }) => `Read \`${path}\` back as a test`,
  'update-immich': ({ from, to }) => `Change Immich from ${from} to ${to}`,
  'restore-dump': ({ path }) => `Put the database back from \`${path}\``,
  'stop-other-immich': ({ folder }) => `Stop the Immich in \`${folder}\`; its files stay`,
  'switch-off-service': ({ service }) => `Switch ${service} off; it stays installed`,
  'take-over-password': ({ path }) => `Take over the database password from \`${path}\``,
  'take-over-key': ({ path }) => `Take over the direct line’s key from \`${path}\``,
  'take-over-phones': ({ count }) => `Take over ${count} ${f.plural(count, 'phone', 'phones')}; their codes stay valid`,
  'close-open-port': ({ port }) => `Close port ${port}, which stands open`,
  'make-backup-key': () => 'Make up the key that locks the copy, once',
  'make-repository': ({ folder }) => `Set up the place for the copy in \`${folder}\``,
  'copy-now': ({ folder }) => `Make the first copy into \`${folder}\``,
  'check-copy': ({ folder }) => `Check the copy in \`${folder}\``,
  'put-back-kit': ({ files }) => `Put back ${files} ${f.plural(files, 'file', 'files')} from the recovery kit`,
  'remove-packages': ({ packages, count }) =>
    `Remove ${f.plural(count, 'a package', `${count} packages`)} that we installed: \`${packages}\``,
  'remove-images': ({ count }) =>
    `Remove ${count} ${f.plural(count, 'image', 'images')} of Immich; they can be downloaded again`,
  'remove-folder': ({ path }) => `Remove the folder \`${path}\``,
  'remove-user': ({ user }) => `Remove the system account \`${user}\``,
  'delete-photos': ({ path }) => `**Delete all photos and videos** in \`${path}\``,
  'delete-database': ({ path }) => `**Delete the database** in \`${path}\``,
  'remove-own-notes': () => 'Remove our own notes, last of all',
  'left-photos': ({ path, bytes }) => `Your photos and videos: \`${path}\`, ${f.bytes(bytes)}`,
  'left-database': ({ path, bytes }) => `Immich’s database: \`${path}\`, ${f.bytes(bytes)}`,
  'left-copies': ({ path }) => `The second copy: \`${path}\``,
  'left-copy-key': ({ path }) =>
    `The key of the second copy: \`${path}\`. Without it, or a recovery kit, nobody can read the copies`,
  'left-packages': ({ packages }) => `Programs that were there before or that others need: \`${packages}\``,
  'left-file': ({ path }) => `A file that somebody else changed: \`${path}\``,
  'left-folder': ({ path }) => `A folder that holds more than ours: \`${path}\``,
  'left-records': ({ hosts }) => `Records at Cloudflare that we may not remove from here: ${hosts}`,
  'left-router': () => 'What you set in your router: the port forward and the DNS server. You take these out there.',
  'left-apps': () => 'The apps on the phones, and their direct line. Each person removes these on the phone.',
  'proof-packages': ({ count }) =>
    `${count} ${f.plural(count, 'package is', 'packages are')} installed, updates come by themselves`,
  'proof-docker': ({ version }) => `Docker ${version} works`,
  'proof-immich': ({ version }) => `Immich ${version} is healthy`,
  'proof-sign-up-closed': () => 'Nobody else can make the first account',
  'proof-certificate': ({ host, issuer, until }) =>
    `The certificate for ${host} is from ${issuer}, valid until ${until}`,
  'proof-renewal': ({ timer }) => `Its renewal was tried out and happens by itself (${timer})`,
  'proof-nginx': ({ host }) => `${host} answers at home over HTTPS`,
  'proof-backend-private': ({ ports }) => `Ports ${ports} answer only on the server itself`,
  'proof-dns': ({ host, address }) => `At home ${host} leads to ${address}`,
  'proof-dns-silent': ({ host }) => `No other address of ${host} leads past it`,
  'proof-wireguard': ({ port, peers }) =>
    `The direct line listens on port ${port} for ${peers} ${f.plural(peers, 'phone', 'phones')}`,
  'proof-endpoint': ({ host, address }) => `${host} leads to your home, ${address}`,
  'proof-endpoint6': ({ host, address }) => `${host} leads to this server over IPv6 too, ${address}`,
  'proof-endpoint6-only': ({ host, address }) => `${host} leads to this server over IPv6 alone, ${address}`,
  'proof-mapping': ({ port, minutes }) =>
    minutes === 0
      ? `The router passes UDP ${port} on`
      : `The router passes UDP ${port} on, for ${minutes} ${f.plural(minutes, 'minute', 'minutes')} at a time`,
  'proof-dhcp': ({ address }) => `Devices at home are told to ask ${address} for names`,
  'proof-firewall': ({ rules }) =>
    `The firewall is on with ${rules} ${f.plural(rules, 'rule', 'rules')}, and we still get in`,
  'proof-tunnel': ({ connections }) =>
    `The tunnel stands with ${connections} ${f.plural(connections, 'connection', 'connections')} to Cloudflare`,
  'proof-public': ({ host }) => `${host} answers from outside`,
  'proof-share-tight': ({ requests }) => `${requests} attempts to get past the guests’ door: none got through`,
  'proof-share-address': ({ address }) => `New share links begin with ${address}`,
  'proof-door-closed': ({ hosts }) => `${hosts}: nobody outside gets an answer any more`,
  'dhcp-nobody': ({ router }) =>
    `Warning: nobody is seen to hand out addresses at home now. Switch the router’s DHCP server on at http://${router}`,
  'proof-dhcp-others': ({ from }) => `${from} hands out addresses at home`,
  'proof-switched-off': ({ service }) => `${service} is off`,
  'proof-links': ({ address }) => `Immich gives people the address ${address}`,
  'proof-former': ({ hosts, to }) => `${hosts}: leads on to ${to}`,
  'proof-update': ({ version, dump }) => `Immich ${version} is healthy; the database of before is in ${dump}`,
  'proof-photos-moved': ({ to, files }) =>
    `${f.number(files)} ${f.plural(files, 'file is', 'files are')} in ${to}, each compared`,
  'proof-copy': ({ folder, copies }) =>
    `${copies} ${f.plural(copies, 'copy is', 'copies are')} in ${folder}, read back as a test`,
  'proof-kit': ({ phones }) =>
    `Keys are back: ${phones} ${f.plural(phones, 'phone keeps its code', 'phones keep their codes')}`,
  'proof-removed': ({ files, packages }) =>
    `Gone: ${files} ${f.plural(files, 'file', 'files')} and ${packages} ${f.plural(packages, 'package', 'packages')}`,
} satisfies MessageTexts;
