// Every way it can go wrong, in English: what happened, why, what to do.
import { format } from '../format';
import type { FailureTexts } from '../shape';
import { again, doorCauses, doorTodos } from './door';
import { fieldProblems } from './parts';

const f = format('en');
const secrets: Readonly<Record<string, string>> = {
  dnsToken: 'the token for the server',
  setupToken: 'the set-up token',
  tunnelToken: 'the tunnel’s token',
  adminPassword: 'the password of Immich’s first account',
};

const problems: Readonly<Record<string, string>> = fieldProblems;
const because = (reason: string): string => problems[reason] ?? reason;

export const failures = {
  'server-not-found': ({ host }) => ({
    title: `No computer named ${host}`,
    cause: 'Your network does not know this name.',
    todo: 'Check the spelling, or type the server’s IP address. Your router lists it.',
  }),
  'server-unreachable': ({ host }) => ({
    title: `${host} does not answer`,
    cause: 'It is switched off, in another network, or a firewall drops our call.',
    todo: 'Check that the server is on and that this PC is in the same network, then connect again.',
  }),
  'port-refused': ({ host, port }) => ({
    title: `${host} is there, but does not take SSH`,
    cause: `Nothing listens on port ${port}. Most likely the SSH server is not installed or uses another port.`,
    todo: 'On the server, run `sudo apt install openssh-server`, or give its own port under “Another address”.',
  }),
  'not-ssh': ({ host, port }) => ({
    title: `Port ${port} of ${host} is something else`,
    cause: 'Somebody answered there, but not an SSH server.',
    todo: 'Check the port. SSH usually uses 22.',
  }),
  'host-key-unknown': ({ host }) => ({
    title: 'Is this really your server?',
    cause: `This PC meets ${host} for the first time.`,
    todo: 'Compare its fingerprint once. From then on we notice if somebody else answers in its place.',
  }),
  'host-key-changed': ({ host }) => ({
    title: `${host} shows another key than before`,
    cause:
      'Either the server was installed anew, or another computer answers in its place and would learn your password. We have sent it nothing.',
    todo: 'If you installed it anew, compare the new fingerprint on the server’s own screen. If not, do not go on: check your network first.',
  }),
  'login-refused': ({ user, host }) => ({
    title: 'User or password is not right',
    cause: `${host} refused ${user} with what we offered.`,
    todo: 'Check both. It is the account you would use on the server’s own keyboard and screen.',
  }),
  'key-unreadable': ({ path }) => ({
    title: 'The key file cannot be read',
    cause: `${path} is missing, not yours to read, or not a private key.`,
    todo: 'Choose the private key: the file without .pub at its end.',
  }),
  'key-needs-passphrase': ({ path }) => ({
    title: 'The key file has a passphrase',
    cause: `${path} is locked.`,
    todo: 'Type its passphrase and connect again.',
  }),
  'key-wrong-passphrase': ({ path }) => ({
    title: 'The passphrase is not right',
    cause: `It does not open ${path}.`,
    todo: 'Type it again.',
  }),
  'key-not-supported': ({ path }) => ({
    title: 'We cannot use this kind of key',
    cause: `${path} is of a kind or in a format that we do not know.`,
    todo: 'Use an Ed25519, ECDSA or RSA key, or sign in with the password.',
  }),
  'agent-unavailable': () => ({
    title: 'No SSH agent answers on this PC',
    cause: 'The agent is not running or has no key loaded.',
    todo: 'Start it and add your key, or sign in with password or key file.',
  }),
  'connection-lost': ({ host }) => ({
    title: `The connection to ${host} broke off`,
    cause: 'The server restarted, or the network between was interrupted.',
    todo: 'Connect again. What ran on the server keeps running, and we go on from there.',
  }),
  'connection-timeout': ({ host, seconds }) => ({
    title: `${host} takes too long`,
    cause: `No answer came within ${f.number(seconds)} ${f.plural(seconds, 'second', 'seconds')}.`,
    todo: 'Check that the server is on and not busy, then try again.',
  }),
  'not-connected': () => ({
    title: 'Not connected',
    cause: 'There is no connection to the server at the moment.',
    todo: 'Connect first.',
  }),
  'sudo-password-needed': ({ user }) => ({
    title: 'One more password',
    cause: `To change system settings the server asks ${user} for a separate administrator password (sudo).`,
    todo: 'Type the administrator password.',
  }),
  'sudo-wrong-password': ({ user }) => ({
    title: 'The administrator password is not right',
    cause: `The server did not accept it for ${user}.`,
    todo: 'Type it again.',
  }),
  'sudo-not-allowed': ({ user }) => ({
    title: `${user} may not change the system`,
    cause: 'The account is not among the administrators of this server.',
    todo: `As root on the server, run \`usermod -aG sudo ${user}\`, then connect again. Or use another account.`,
  }),
  'sudo-missing': ({ user }) => ({
    title: 'The server has no sudo',
    cause: `${user} is not root, and sudo is not installed. Debian leaves it out when root gets a password.`,
    todo: `As root on the server, run \`apt install sudo\` and \`usermod -aG sudo ${user}\`. Or sign in as root.`,
  }),
  'system-unsupported': ({ system }) => ({
    title: `${system} is not supported`,
    cause: 'We know Debian 12 and 13, Ubuntu 24.04, and Raspberry Pi OS.',
    todo: 'Use a server with one of these.',
  }),
  'architecture-unsupported': ({ architecture }) => ({
    title: `Immich does not run on ${architecture}`,
    cause: 'It needs a 64-bit system on an Intel, AMD or ARM processor.',
    todo: 'If the processor is a 64-bit one, install the 64-bit system. Otherwise use another server.',
  }),
  'no-systemd': () => ({
    title: 'The server does not use systemd',
    cause: 'All services are started by it; without it we cannot keep anything running.',
    todo: 'Use a usual installation of Debian or Ubuntu, not a bare container.',
  }),
  'processor-too-old': ({ level }) => ({
    title: 'The processor is too old for recognition',
    cause: `It has level ${level}; recognising faces and things needs level 2 (about 2009 and later).`,
    todo: 'Leave recognition off. Everything else works.',
  }),
  'docker-is-snap': () => ({
    title: 'Docker is installed as a snap',
    cause: 'That kind cannot see the folders that Immich needs.',
    todo: 'If nothing depends on it, run `sudo snap remove docker` on the server, then check again.',
  }),
  'disk-full': ({ path, freeBytes, neededBytes }) => ({
    title: 'Not enough space on the server',
    cause: `${path} has ${f.bytes(freeBytes)} free; ${f.bytes(neededBytes)} are needed.`,
    todo: 'Make room or choose a folder on another disk, then try again.',
  }),
  'filesystem-unsuitable': ({ path, filesystem }) => ({
    title: `${filesystem} cannot hold this folder`,
    cause: `${path} is on a filesystem that does not keep owners and permissions as the database and Immich need them.`,
    todo: 'Choose a folder on a disk with ext4, xfs or btrfs.',
  }),
  'port-taken': ({ port, holder }) => ({
    title: `Port ${port} is in use`,
    cause: `${holder} answers there.`,
    todo: `Switch ${holder} off or give it another port, then try again.`,
  }),
  'clock-wrong': ({ offsetSeconds }) => ({
    title: 'The server’s clock is wrong',
    cause: `It is ${f.duration(Math.abs(offsetSeconds) * 1000)} off. Certificates are refused with a wrong clock.`,
    todo: 'On the server, run `sudo timedatectl set-ntp true`, wait a minute and try again.',
  }),
  'apt-locked': ({ holder }) => ({
    title: 'Another installation is running',
    cause: `${holder} holds the package system. We waited for it.`,
    todo: 'Usually these are automatic updates. Wait a few minutes and try again.',
  }),
  'apt-failed': ({ packages }) => ({
    title: 'Some packages could not be installed',
    cause: `The package system stopped at ${packages}. What it said is below.`,
    todo: 'Check that the server reaches the internet, then try again.',
  }),
  'packages-unavailable': ({ packages }) => ({
    title: 'Some packages cannot be found',
    cause: `The server’s package sources do not know ${packages}.`,
    todo: 'Check `/etc/apt/sources.list` on the server and its internet connection, then try again.',
  }),
  'image-pull-failed': ({ image }) => ({
    title: 'A download was cut off',
    cause: `${image} could not be fetched completely. What arrived is kept.`,
    todo: 'Try again. It goes on where it stopped.',
  }),
  'immich-not-healthy': ({ seconds }) => ({
    title: 'Immich did not come up in time',
    cause: `It was started, but gave no sign of health for ${f.duration(seconds * 1000)}.`,
    todo: 'On a slow disk the first start takes long. Try again; if it stays so, copy the report.',
  }),
  'immich-refused': ({ call, status }) => ({
    title: 'Immich refused a request',
    cause: `It answered ${call} with ${status}.`,
    todo: again,
  }),
  'immich-already-claimed': () => ({
    title: 'Immich already has its first account',
    cause: 'Somebody made one before us, so ours cannot be the first.',
    todo: 'If it was you, sign in with that account. If it was not you, do not go on: the server may have been open to others.',
  }),
  'photo-disk-missing': ({ path }) => ({
    title: 'The photo disk is not there',
    cause: `Nothing is mounted for ${path}. Photos would land on the wrong disk.`,
    todo: 'Connect and mount the disk, then try again.',
  }),
  'dns-token-invalid': () => ({
    title: 'Cloudflare does not know this token',
    cause: 'It was mistyped, has expired or was deleted.',
    todo: 'Make a new one and paste it whole. Cloudflare shows it only once.',
  }),
  'dns-token-without-rights': ({ zone, missing }) => ({
    title: 'The token may not do enough',
    cause: `For ${zone} it lacks: ${missing}.`,
    todo: 'Make a token with Zone › DNS › Edit and Zone › Zone › Read on this domain.',
  }),
  'zone-not-found': ({ zone }) => ({
    title: `${zone} is not in this Cloudflare account`,
    cause:
      'The token does not see the domain: it belongs to another account, or the token is limited to another domain.',
    todo: 'Check the spelling of the domain and what the token is for.',
  }),
  'setup-token-invalid': () => ({
    title: 'Cloudflare does not know this set-up token',
    cause: 'It is mistyped, expired or deleted.',
    todo: 'Make a new one with the prefilled page and paste all of it. Cloudflare shows it only once.',
  }),
  'setup-token-without-rights': ({ zone, missing }) => ({
    title: 'The set-up token may not do enough',
    cause: `For ${zone} it lacks: ${missing}.`,
    todo: 'Edit the token at Cloudflare and add exactly this permission, then check again.',
  }),
  'cloudflare-unreachable': () => ({
    title: 'Cloudflare cannot be reached',
    cause: 'No answer came from api.cloudflare.com.',
    todo: 'Check the internet connection and try again.',
  }),
  'cloudflare-refused': ({ status, code }) => ({
    title: 'Cloudflare refused',
    cause: `It answered ${status}${code ? `, code ${code}` : ''}. What it said is below.`,
    todo: again,
  }),
  'cloudflare-busy': ({ seconds }) => ({
    title: 'Cloudflare asks us to slow down',
    cause: `Your account sent it too many requests. It takes more in ${f.duration(seconds * 1000)}.`,
    todo: 'Wait that long, then try again.',
  }),
  'tunnel-name-taken': ({ name }) => ({
    title: 'There is a tunnel of this name that we did not make',
    cause: `In your Cloudflare account ${name} exists already. We do not touch it.`,
    todo: 'If nobody uses it, delete or rename it in Cloudflare’s dashboard under Networking › Tunnels, then try again.',
  }),
  'record-in-the-way': ({ hosts }) => ({
    title: 'Your domain has records of these names already',
    cause: `Somebody else made them, and they lead elsewhere: ${hosts}.`,
    todo: 'Look at the plan: it shows what they hold. Say yes there if they may be replaced, or choose other names.',
  }),
  'tunnel-token-refused': () => ({
    title: 'Cloudflare does not accept the tunnel’s token',
    cause: 'The tunnel was deleted, or its token was renewed since.',
    todo: 'Open the tunnel in Cloudflare’s dashboard, copy its token again and paste it in Choose, under Public door.',
  }),
  'tunnel-blocked': ({ tried }) => ({
    title: 'Something blocks the way to Cloudflare',
    cause: `The tunnel needs outgoing port 7844. From this server, nothing came back on ${tried}.`,
    todo: 'Look for a rule in your router or firewall that restricts outgoing connections, and allow port 7844 for UDP and TCP.',
  }),
  'tunnel-not-connected': ({ seconds }) => ({
    title: 'The tunnel did not come up',
    cause: `The server reaches Cloudflare, but no connection stood after ${f.duration(seconds * 1000)}.`,
    todo: again,
  }),
  'share-host-leaks': ({ leaks, requests, first }) => ({
    title: 'The guests’ door is not tight',
    cause: `Of ${requests} attempts, ${leaks} were not answered as they must be. The first: ${first}.`,
    todo: 'Look for another nginx file on this server that uses port 8283. As long as it leaks, the door stays closed.',
  }),
  'sign-up-open': () => ({
    title: 'Immich would still take a first account from anybody',
    cause:
      'Its first account is missing or its sign-up is open. With a public door, a stranger could claim your server.',
    todo: 'Set Immich up first: start again with the plan. The door stays closed until then.',
  }),
  'public-door-wrong': ({ host, why }) => ({
    title: `${host} is not reached from outside`,
    cause: doorCauses[why],
    todo: doorTodos[why],
  }),
  'door-still-open': ({ hosts }) => ({
    title: 'The public door is not closed yet',
    cause: `From outside, these names still lead to Cloudflare or answer: ${hosts}.`,
    todo: 'In Cloudflare’s dashboard, delete the tunnel and its records of these names, then check again.',
  }),
  'acme-refused': ({ host, reason }) => ({
    title: 'Let’s Encrypt gave no certificate',
    cause: `For ${host} it said: ${reason}`,
    todo: 'Read its reason, put right what it names, then try again.',
  }),
  'acme-proof-not-seen': ({ host }) => ({
    title: 'Let’s Encrypt could not find our proof',
    cause: `To give out a certificate, Let’s Encrypt looks for a short text in the DNS of ${host}. We wrote it; it was not there yet when they looked. Usually it only needs more time.`,
    todo: 'Try again now. Up to five tries an hour are allowed.',
  }),
  'acme-limit': ({ host }) => ({
    title: 'Too many certificates for now',
    cause: `Let’s Encrypt limits how often it gives one out for ${host}.`,
    todo: 'Wait as long as its message below says, then try again. What is done stays done.',
  }),
  'nginx-refuses-file': ({ file }) => ({
    title: 'nginx does not accept a file',
    cause: `Its own test refuses ${file}. We put the former state back.`,
    todo: 'If you changed files of nginx yourself, look at the message below. Otherwise copy the report.',
  }),
  'service-not-running': ({ service }) => ({
    title: `${service} does not start`,
    cause: 'It was started and stopped again. What it said is below.',
    todo: again,
  }),
  'dns-wrong-answer': ({ host, answer }) => ({
    title: 'The names at home do not answer as they should',
    cause: `Asked for ${host}, the server said ${answer}.`,
    todo: 'If another DNS program runs on the server, switch it off, then try again.',
  }),
  'firewall-would-lock-out': () => ({
    title: 'The firewall would have locked us out',
    cause: 'With the new rules no connection came through, so the server took them back by itself.',
    todo: 'Check the addresses under “Networks” in Choose, then try again.',
  }),
  'command-failed': ({ command, status }) => ({
    title: 'A command on the server failed',
    cause: `\`${command}\` ended with ${status}. What it said is below.`,
    todo: again,
  }),
  'job-timeout': ({ command, minutes }) => ({
    title: 'A task takes too long',
    cause: `\`${command}\` was not finished after ${minutes} ${f.plural(minutes, 'minute', 'minutes')}.`,
    todo: 'Check that the server is not overloaded and reaches the internet, then try again.',
  }),
  'server-restarted': () => ({
    title: 'The server restarted in between',
    cause: 'The part under way was cut off.',
    todo: 'Try again. We look at what is there and go on from it.',
  }),
  'step-not-settled': ({ changes }) => ({
    title: 'A part did not stay as we left it',
    cause: `Looked at again, it still wants ${changes} ${f.plural(changes, 'change', 'changes')}. Something else on the server changes it back.`,
    todo: 'Copy the report. If a tool such as Ansible looks after this server, leave these files out there.',
  }),
  'file-changed-by-others': ({ paths }) => ({
    title: 'Files of somebody else are in the way',
    cause: `We did not write or no longer know: ${paths}`,
    todo: 'Go back to Review, look at them, and tick each that may be replaced.',
  }),
  'plan-changed': () => ({
    title: 'The server changed since you looked',
    cause: 'What would be done now is not what was shown.',
    todo: 'Look through the changes once more.',
  }),
  'plan-unknown': () => ({
    title: 'This plan is no longer known',
    cause: 'The program was started anew since it was made.',
    todo: 'Have it made again.',
  }),
  'apply-locked': ({ holder, since, from }) => ({
    title: 'Somebody else is setting up this server',
    cause: `${holder}, from ${from}, since ${since}.`,
    todo: 'Wait until it is done there. If that PC is gone, try again in a few minutes.',
  }),
  'apply-stopped': () => ({
    title: 'Stopped, as you asked',
    cause: 'The part under way was finished, the next was not begun.',
    todo: 'Go on when you like.',
  }),
  'nothing-to-undo': () => ({
    title: 'There is nothing to take back',
    cause: 'We changed nothing on this server, or it has been taken back already.',
    todo: 'You can start from the beginning.',
  }),
  'secret-missing': ({ name }) => ({
    title: 'Something secret is needed again',
    cause: `We keep ${secrets[name] ?? name} nowhere, and it is needed for this.`,
    todo: 'Go back to Choose and enter it again.',
  }),
  'settings-invalid': ({ field, reason }) => ({
    title: 'One of the choices is not right',
    cause: `${field}: ${because(reason)}`,
    todo: 'Go back to Choose and correct it.',
  }),
  'phones-full': ({ limit }) => ({
    title: `${limit} phones are the limit`,
    cause: 'There is no free place for another one.',
    todo: 'Remove a phone that is no longer used.',
  }),
  'phone-name-taken': ({ name }) => ({
    title: `${name} is there already`,
    cause: 'Each phone needs a name of its own.',
    todo: 'Choose another name, or remove the old one first.',
  }),
  'phone-unknown': ({ name }) => ({
    title: `${name} is not in the list any more`,
    cause: 'Somebody removed it, perhaps from another PC.',
    todo: 'Nothing is left to do.',
  }),
  'phone-not-kept': ({ name }) => ({
    title: `The code of ${name} cannot be shown again`,
    cause: 'Its key is on the phone only: it was not kept on this PC.',
    todo: 'Replace the phone in the list. It then gets a new code, and the old one stops working.',
  }),
  'phone-out-alone': () => ({
    title: 'The phone is out, and something else was not renewed',
    cause:
      'Its key works no more, and that stays so. Afterwards the tunnel or the firewall on the server refused the rest.',
    todo: 'Look at the server and set it up again, so that everything fits. The phone stays out in any case.',
  }),
  'codes-too-fast': () => ({
    title: 'Too many codes in a short time',
    cause: 'Each code is a key, so they are shown one after the other, at most twenty in a minute.',
    todo: 'Wait a minute, then try again. Nothing was changed.',
  }),
  'account-taken': ({ email }) => ({
    title: `${email} has an account already`,
    cause: 'Immich knows this e-mail address.',
    todo: 'Use another address, or add the phone without an account. If nobody knows its password, whoever looks after Immich gives it a new one there: Administration, Users, “Reset password”.',
  }),
  'admin-password-wrong': ({ email }) => ({
    title: 'Immich does not accept this password',
    cause: `It is not the one of ${email}, the first account.`,
    todo: 'Type it again. Nothing was changed.',
  }),
  'mapping-refused': ({ router, reason }) => ({
    title: 'The router does not open the port by itself',
    cause: `We asked ${router}. It said: ${reason}.`,
    todo: 'Allow this in the router (UPnP or NAT-PMP), or make the port forward by hand.',
  }),
  'address-on-loan': ({ address }) => ({
    title: 'The server’s own address is on loan',
    cause: `The router lends ${address} to the server. When the router stops lending, the server would lose it.`,
    todo: 'If the router’s DHCP is off already, switch it on again. Then give the server this address in its own network settings, and come back.',
  }),
  'dhcp-still-answers': ({ from }) => ({
    title: 'Somebody else still hands out addresses at home',
    cause: `${from} answered. Two of them get in each other’s way.`,
    todo: 'Switch the DHCP server off in the router, then try again.',
  }),
  'dhcp-not-asked': ({ address }) => ({
    title: 'Nobody could be asked who hands out addresses',
    cause: `The server found no way to ask at home from ${address}, so it cannot tell whether the router has stopped.`,
    todo: 'Look whether the server’s cable is in and its address is right, then try again.',
  }),
  'router-unknown': ({ id }) => ({
    title: 'There is no guide for this router',
    cause: `We know none called ${id}.`,
    todo: 'Choose another one from the list.',
  }),
  'household-changed': ({ by, from, at }) => ({
    title: 'Somebody changed this set-up since you looked',
    cause: `${by}, from ${from}, ${at}. What you see here is the state before that.`,
    todo: 'Look again. Then decide with what stands now; nothing of yours was done yet.',
  }),
  'former-elsewhere': ({ zone }) => ({
    title: `${zone} is in another Cloudflare account`,
    cause: 'Old and new names have to lead down the same tunnel, and a tunnel belongs to one account.',
    todo: 'Move the domain into the same account first, or choose names under the domain of before.',
  }),
  'address-not-here': ({ address, has }) => ({
    title: `The server does not have the address ${address}`,
    cause: `It has ${has}. All names at home would lead to nobody.`,
    todo: 'Give the server this address first, in your router or in its own network settings. Then come back.',
  }),
  'move-not-verified': ({ path, differing }) => ({
    title: 'The copied photos are not all the same',
    cause: `In ${path}, ${f.number(differing)} ${f.plural(differing, 'file differs', 'files differ')} from the original. Immich goes on with the folder of before; nothing there was touched.`,
    todo: 'Check the new disk. Then try again: only what differs is copied anew.',
  }),
  'release-unknown': ({ version }) => ({
    title: `This program does not know Immich ${version}`,
    cause: 'It brings only releases whose parts were checked together.',
    todo: 'Choose one from the list, or get a newer version of this program.',
  }),
  'update-downgrade': ({ from, to }) => ({
    title: `Immich cannot go back from ${from} to ${to}`,
    cause: 'A newer Immich changes its database, and an older one cannot read it any more.',
    todo: 'Stay with what runs, or choose a newer one.',
  }),
  'update-skips-major': ({ from, to }) => ({
    title: `From ${from} to ${to} is more than one big step`,
    cause: 'Immich changes its database with every first number, one after the other.',
    todo: 'Take the newest of the next first number, then go on from there.',
  }),
  'update-not-healthy': ({ version, seconds }) => ({
    title: `Immich ${version} did not come up`,
    cause: `It gave no sign of health for ${f.duration(seconds * 1000)}. The release of before runs again, with the database of before.`,
    todo: 'Nothing is lost. Wait for the next release, or copy the report and ask for help with it.',
  }),
  'dump-failed': () => ({
    title: 'The database could not be saved',
    cause: 'Without a saved database we change nothing about Immich. What the server said is below.',
    todo: 'Check that there is space on the server’s disk, then try again.',
  }),
  'dump-unreadable': ({ path }) => ({
    title: 'The saved database cannot be read back',
    cause: `${path} was written, but its test failed. So we have changed nothing.`,
    todo: 'Check the disk, then try again.',
  }),
  'adopt-unclear': ({ what, path }) => ({
    title: 'We do not understand one thing of this set-up',
    cause: `It is ${what}, in ${path}. We take nothing over that we would have to guess.`,
    todo: 'Write it there in the usual way, without variables, then look again.',
  }),
  'nothing-to-adopt': () => ({
    title: 'There is nothing to take over',
    cause: 'No Immich of somebody else runs on this server.',
    todo: 'Set it up from the beginning.',
  }),
  'same-disk': ({ folder, photos }) => ({
    title: 'That is the same disk',
    cause: `${folder} is on the disk of ${photos}. If it breaks, both are gone.`,
    todo: 'Choose a folder on another disk.',
  }),
  'copy-failed': ({ folder }) => ({
    title: 'The copy was not made',
    cause: `Writing to ${folder} stopped. What the server said is below. Copies of before are still there.`,
    todo: 'Check that the second disk is connected and has space, then try again.',
  }),
  'copy-damaged': ({ folder }) => ({
    title: 'The copy is damaged',
    cause: `The check of ${folder} found parts that cannot be read back. Your photos themselves are not affected.`,
    todo: 'The second disk may be failing. Take another disk or an empty folder for the copy.',
  }),
  'kit-passphrase-short': ({ characters }) => ({
    title: 'The passphrase is too short',
    cause: `The kit opens everything, so it needs at least ${characters} characters.`,
    todo: 'Take a few words, or have one made up.',
  }),
  'kit-passphrase-wrong': ({ path }) => ({
    title: 'The passphrase does not fit',
    cause: `It does not open ${path}.`,
    todo: 'Type it again, as it stands on your paper. Nobody can open the kit without it, and neither can we.',
  }),
  'kit-damaged': ({ path }) => ({
    title: 'The recovery kit is damaged',
    cause: `${path} is not complete, or not a kit of this program.`,
    todo: 'Take another copy of it.',
  }),
  'kit-newer': ({ version }) => ({
    title: 'The recovery kit is from a newer program',
    cause: `It was made with version ${version}.`,
    todo: 'Get that version or a newer one, then open the kit with it.',
  }),
  'kit-server-in-use': ({ host }) => ({
    title: 'This server is in use already',
    cause: `${host} stands here. A kit is only put back on a server where nothing of ours is set up.`,
    todo: 'Connect to the new server. Or take everything off this one first, under Server.',
  }),
  'leave-not-confirmed': ({ words }) => ({
    title: 'Not deleted: the words do not fit',
    cause: `To delete, these have to be typed exactly: ${words}`,
    todo: 'Type them again. Nothing has been changed.',
  }),
  'server-behind': () => ({
    title: 'This server was set up by an earlier release',
    cause: 'Its firewall does not know phones that reach more than the photos yet. Nothing was changed.',
    todo: 'Go through Check and Review once, make the changes shown there, then try again. “Photos only” works now.',
  }),
  'not-set-up': () => ({
    title: 'This server is not set up yet',
    cause: 'We found nothing of ours on it.',
    todo: 'Go through the steps first.',
  }),
  'file-not-saved': ({ path }) => ({
    title: 'The file was not saved',
    cause: `${path} could not be written.`,
    todo: 'Choose another folder.',
  }),
  'secrets-not-protected': () => ({
    title: 'Nothing can be remembered on this PC',
    cause: 'It has no protected place for passwords.',
    todo: 'Connect without “Remember”. You will be asked each time.',
  }),
  'program-not-fetched': () => ({
    title: 'The newer version was not fetched',
    cause: 'The project’s releases on GitHub did not hand it out, or there was no room for it on this PC.',
    todo: 'Try again, or open the release page and install it from there.',
  }),
  'program-damaged': () => ({
    title: 'The newer version arrived damaged',
    cause: 'What arrived is not what the release says. It was thrown away, nothing was installed.',
    todo: 'Try again. If it happens twice, tell the project.',
  }),
  'program-not-ours': () => ({
    title: 'The newer version is not signed by us',
    cause: 'Whoever signed this program did not sign what was fetched. It was thrown away, nothing was installed.',
    todo: 'Keep this version, and tell the project. Do not install the other one by hand.',
  }),
  unexpected: () => ({
    title: 'Something went wrong in this program',
    cause: 'That is a mistake of ours, not yours. The server was not harmed by it.',
    todo: again,
  }),
} satisfies FailureTexts;
