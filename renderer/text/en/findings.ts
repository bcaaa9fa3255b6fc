// What the first look at a server found, in English.
import { format } from '../format';
import { systemName } from '../system';
import type { FindingText, FindingTexts, ProblemText } from '../shape';
import type { ServerFacts } from '../../../electron/contract/check';

const f = format('en');
type Say<T> = (facts: ServerFacts, values: Readonly<Record<string, string | number>>) => T;
const either = (say: Say<ProblemText>): Pick<FindingText, 'warn' | 'stop'> => ({ warn: say, stop: say });

const holder = (facts: ServerFacts, port: number): string =>
  facts.ports.find((held) => held.port === port)?.program ?? 'another program';
const isApache = (program: string): boolean => program === 'apache2' || program === 'httpd';

const port = (number: number, use: string, name: string): FindingText => ({
  fine: () => ({ name, value: 'free' }),
  ...either((facts) => {
    const program = holder(facts, number);
    return isApache(program)
      ? {
          title: `Another web server uses port ${number}`,
          text: `Apache is installed and answers there. ${use}`,
          todo: 'if nothing on it is needed, let us switch Apache off. It stays installed and can be switched on again.',
        }
      : {
          title: `${program} uses port ${number}`,
          text: use,
          todo: `switch ${program} off on the server or give it another port, then check again.`,
        };
  }),
});

const largest = (facts: ServerFacts): number => Math.max(0, ...facts.places.map((place) => place.freeBytes));

/** Below this, Immich is slow even without recognition. */
const tight = 3.5 * 2 ** 30;

export const findings = {
  system: {
    fine: (facts) => ({ name: 'System', value: `${systemName(facts)}, ${facts.wordSize} bit` }),
    warn: (facts) => ({
      title: `${systemName(facts)} is new to us`,
      text: 'It is of a kind that we know, in a version that we have not tried.',
      todo: 'nothing now. Look through the changes with more care than usual.',
    }),
    stop: (facts) => ({
      title: `${systemName(facts)} is not supported`,
      text: 'We know Debian 12 and 13, Ubuntu 24.04, and Raspberry Pi OS.',
      todo: 'use a server with one of these.',
    }),
  },
  architecture: {
    fine: (facts) => ({ name: 'Architecture', value: facts.architecture }),
    ...either((facts) => ({
      title: `Immich does not run on ${facts.architecture}`,
      text: 'It needs a 64-bit system on an Intel, AMD or ARM processor.',
      todo: 'install the 64-bit system, if the processor can do it. Otherwise use another server.',
    })),
  },
  systemd: {
    fine: () => ({ name: 'Services', value: 'systemd' }),
    ...either(() => ({
      title: 'The server does not use systemd',
      text: 'All services are started by it; without it we cannot keep anything running.',
      todo: 'use a usual installation of Debian or Ubuntu, not a bare container.',
    })),
  },
  processor: {
    fine: (facts) => ({
      name: 'Processor',
      value: facts.processorLevel === null ? facts.architecture : `level ${facts.processorLevel}`,
    }),
    ...either(() => ({
      title: 'An older processor',
      text: 'Recognising faces and things needs instructions that it does not have. Everything else works.',
      todo: 'leave recognition off.',
    })),
  },
  memory: {
    fine: (facts) => ({ name: 'Memory', value: f.memory(facts.memoryBytes) }),
    warn: (facts) => ({
      title: `${f.memory(facts.memoryBytes)} of memory`,
      text:
        facts.memoryBytes < tight
          ? 'Little, even without recognising faces and things. It works, but slowly.'
          : 'Enough for photos and videos. Recognising faces and things is slow below 6 GB.',
      todo: 'nothing now. You can leave recognition off and switch it on later.',
    }),
    stop: (facts) => ({
      title: `Only ${f.memory(facts.memoryBytes)} of memory`,
      text: 'Immich and its database would run out of it: 4 GB are the least, without recognition.',
      todo: 'put in more memory or use another server.',
    }),
  },
  cores: {
    fine: (facts) => ({ name: 'Cores', value: String(facts.cores) }),
    ...either((facts) => ({
      title: `${facts.cores} processor ${f.plural(facts.cores, 'core', 'cores')}`,
      text: 'Immich works best with two or more. Previews of new photos will take longer.',
      todo: 'nothing now. It only takes more time.',
    })),
  },
  space: {
    fine: (facts) => ({ name: 'Space', value: `${f.bytes(largest(facts))} free` }),
    warn: (facts) => ({
      title: `${f.bytes(largest(facts))} free`,
      text: 'Enough to begin with. Photos and videos grow faster than one thinks.',
      todo: 'nothing now. A larger disk can be used from the start: connect it and check again.',
    }),
    stop: (facts) =>
      facts.places.length > 0 && facts.places.every(({ unfit }) => unfit === 'filesystem')
        ? {
            title: 'No disk can hold the photos',
            text: 'Their filesystems do not keep owners and permissions as Immich needs them.',
            todo: 'connect a disk with ext4, xfs or btrfs, then check again.',
          }
        : {
            title: `Only ${f.bytes(largest(facts))} free`,
            text: 'The programs alone need about 10 GB.',
            todo: 'make room or connect another disk, then check again.',
          },
  },
  clock: {
    fine: () => ({ name: 'Clock', value: 'correct' }),
    warn: (facts) => ({
      title: `The clock is ${f.duration(Math.abs(facts.clock.offsetSeconds) * 1000)} off`,
      text: 'That is still fine, but it may drift further. Certificates are refused with a wrong clock.',
      todo: 'on the server, run `sudo timedatectl set-ntp true`.',
    }),
    stop: (facts) => ({
      title: `The clock is ${f.duration(Math.abs(facts.clock.offsetSeconds) * 1000)} off`,
      text: 'Certificates are refused with a wrong clock.',
      todo: 'on the server, run `sudo timedatectl set-ntp true`, wait a minute and check again.',
    }),
  },
  apt: {
    fine: () => ({ name: 'Installations', value: 'none running' }),
    ...either((facts) => ({
      title: 'Another installation is running',
      text: `${facts.aptHolder ?? 'Another program'} is installing packages. Usually these are automatic updates.`,
      todo: 'nothing now. We wait for it when the time comes.',
    })),
  },
  docker: {
    fine: (facts) => ({
      name: 'Docker',
      value: facts.docker ? `${facts.docker.version}, is kept` : 'will be installed',
    }),
    warn: (facts) => ({
      title: `Docker ${facts.docker?.version ?? ''} needs care`.replace('  ', ' '),
      text: facts.docker?.compose === null ? 'Its part “compose” is missing.' : 'It is installed, but not running.',
      todo: 'nothing now. The plan shows what we would add.',
    }),
    stop: () => ({
      title: 'Docker is installed as a snap',
      text: 'That kind cannot see the folders that Immich needs.',
      todo: 'if nothing depends on it, run `sudo snap remove docker` on the server, then check again.',
    }),
  },
  immich: {
    fine: (facts) => ({
      name: 'Immich',
      value: facts.immich === null ? 'not there yet' : `${facts.immich.version ?? 'is there'}, set up by us`,
    }),
    ...either((facts) => ({
      title: 'Immich is here already',
      text: `Somebody set it up without this program${facts.immich?.folder ? `, in ${facts.immich.folder}` : ''}. We would put a second one beside it.`,
      todo: 'if you want to keep it, do not go on: taking over is not possible yet.',
    })),
  },
  'port-53': {
    ...port(53, 'We need that port to answer for the names of your photos at home.', 'Port 53'),
    warn: (facts) => ({
      title: `${holder(facts, 53)} uses port 53`,
      text: 'It answers on other addresses than the ones we need, so both can live side by side.',
      todo: 'nothing now.',
    }),
  },
  'port-80': {
    ...port(80, '', 'Port 80'),
    ...either((facts) => ({
      title: `${holder(facts, 80)} uses port 80`,
      text: 'We do not need that port and leave it alone.',
      todo: 'nothing now.',
    })),
  },
  'port-443': {
    ...port(443, 'The photos need that port for the short way at home.', 'Port 443'),
    warn: (facts) =>
      isApache(holder(facts, 443))
        ? {
            title: 'Apache uses port 443',
            text: 'The photos need that port for the short way at home.',
            todo: 'nothing more. It is switched off in the plan.',
          }
        : {
            title: `${holder(facts, 443)} answers on port 443 already`,
            text: 'Its own sites stay. The photos are added beside them, under their own name.',
            todo: 'nothing now. Look at the doorkeeper’s files in the review.',
          },
  },
  'port-2283': port(2283, 'Immich itself uses that port.', 'Port 2283'),
  'port-8283': port(8283, 'The doorkeeper uses that port.', 'Port 8283'),
  'port-51820': port(51820, 'The direct line for phones uses that port.', 'Port 51820'),
  wireguard: {
    fine: (facts) => ({ name: 'WireGuard', value: facts.wireguard.module ? 'in the kernel' : 'will be installed' }),
    ...either(() => ({
      title: 'WireGuard is not in the kernel',
      text: 'The direct line works with a program instead, somewhat slower.',
      todo: 'nothing now.',
    })),
  },
  firewall: {
    fine: (facts) => ({
      name: 'Firewall',
      value:
        facts.firewall === 'none'
          ? 'will be set up'
          : facts.firewall === 'ours'
            ? 'set up by us'
            : `${facts.firewall}, is kept`,
    }),
    ...either((facts) => ({
      title: `A firewall is on already (${facts.firewall})`,
      text: 'We respect it and only add what the photos need.',
      todo:
        facts.firewall === 'ufw'
          ? 'nothing now. The plan shows the rules that we would add.'
          : 'see to it that it lets in 443 and 53 from your home and UDP for the direct line. We do not touch it.',
    })),
  },
  lan: {
    fine: (facts) => ({ name: 'Network', value: facts.lan?.address ?? '' }),
    warn: (facts) => ({
      title: 'The server’s address can change',
      text: `${facts.lan?.address ?? 'Its address'} is lent to it by the router. With another one your phones would not find it.`,
      todo: 'in the router, tick “always assign the same address” for this server. The last step reminds you.',
    }),
    stop: () => ({
      title: 'The server has no home network',
      text: 'We found no private address and no router.',
      todo: 'connect it to your router by cable or Wi‑Fi, then check again.',
    }),
  },
  administrator: {
    fine: () => ({ name: 'Administrator', value: 'allowed' }),
    ...either(() => ({
      title: 'This account may not change the system',
      text: 'It is not among the administrators of the server.',
      todo: 'go back and sign in with another account.',
    })),
  },
} satisfies FindingTexts;
