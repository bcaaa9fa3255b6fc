// `npm run lab -- up | down | status | reset | reboot | snapshot | restore | exec`: the lab from a terminal.
// Surprise: `exec home` is root inside the server; the other hosts are namespaces of this machine with its own files.
import { spawn } from 'node:child_process';
import { hosts, systems, type Host, type System } from '../tests/lab/names.ts';
import * as lab from '../tests/lab/lab.ts';
import { hostEnvironment, onHost } from '../tests/lab/processes.ts';
import { enter, leaderPid } from '../tests/lab/server.ts';

const usage = `npm run lab -- up [--system ${systems.join('|')}]     a fresh lab (ends what an earlier run left)
               reset [--system …]              a fresh home server, the rest stays
               snapshot <name> | restore <name> | reboot
               forward on|off                  the router's port forward
               dns <address>                   the DNS server that the router announces
               dns6 router|server|none         the same by IPv6
               ipv6 off|ula|internet|both      the networks that the router advertises
               dhcp on|off                     whether the router hands out addresses
               upnp off|read|allow             what devices may ask of the router
               wan own|carrier|ds-lite|second-router
               status | down
               exec ${hosts.join('|')} <command…>`;

const [verb, ...rest] = process.argv.slice(2);

function wantedSystem(): { system?: System } {
  const at = rest.indexOf('--system');
  if (at < 0) return {};
  const system = systems.find((known) => known === rest[at + 1]);
  if (!system) throw new Error(`--system is one of ${systems.join(', ')}`);
  return { system };
}

function named(): string {
  const [name] = rest;
  if (!name) throw new Error(`${verb} needs a name\n${usage}`);
  return name;
}

function oneOf<Known extends string>(...known: readonly Known[]): Known {
  const [given] = rest;
  const found = known.find((one) => one === given);
  if (found === undefined) throw new Error(`${verb} is one of ${known.join(', ')}`);
  return found;
}

async function timed(what: string, work: Promise<void>): Promise<void> {
  const began = Date.now();
  await work;
  console.log(`${what} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

function exec(): Promise<void> {
  const [name, ...command] = rest;
  const host = hosts.find((known): known is Host => known === name);
  if (!host || command.length === 0) throw new Error(usage);
  const leader = host === 'home' ? leaderPid() : undefined;
  const [program = '', ...argv] = [...(leader ? enter(leader) : onHost(host, process.cwd())), ...command];
  const child = spawn(program, argv, { stdio: 'inherit', env: hostEnvironment(host) });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      process.exitCode = code ?? 255;
      resolve();
    });
  });
}

const verbs: Record<string, () => Promise<void>> = {
  up: () => timed('the lab is up', lab.up(wantedSystem())),
  down: () => timed('the lab is gone', lab.down()),
  reset: () => timed('a fresh server answers', lab.reset(wantedSystem())),
  reboot: () => timed('rebooted', lab.reboot()),
  snapshot: () => timed('snapshot taken', lab.snapshot(named())),
  restore: () => timed('snapshot restored', lab.restore(named())),
  forward: () => lab.portForward(named() === 'on'),
  dns: () => lab.announceDns(named()),
  dns6: () => lab.announceDns6(oneOf('router', 'server', 'none')),
  ipv6: () => {
    const networks = oneOf('off', 'ula', 'internet', 'both');
    return lab.homeIpv6({ ula: /ula|both/.test(networks), internet: /internet|both/.test(networks) });
  },
  dhcp: () => lab.routerDhcp(oneOf('on', 'off') === 'on'),
  upnp: () => {
    lab.upnp(oneOf('off', 'read', 'allow'));
    return Promise.resolve();
  },
  wan: () => lab.wan(oneOf('own', 'carrier', 'ds-lite', 'second-router')),
  status: async () => console.log(JSON.stringify(lab.status(), null, 2)),
  exec,
};

const run = verbs[verb ?? ''];
if (run) {
  await run().catch((reason: unknown) => {
    console.error(reason instanceof Error ? reason.message : reason);
    process.exitCode = 1;
  });
} else {
  console.error(usage);
  process.exitCode = 2;
}
