// nginx with the files that a server gets, on ports of its own: for tests that attack the door and need no whole server.
// Surprise: only the two ports differ from what is written to a server; whoever wants to see a line matter takes it out by `change`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../electron/contract/settings';
import { confText, guestsText } from '../../electron/provision/steps/nginx-texts';
import { familyWith } from '../cases/family';
import { until } from './processes.ts';

export interface DoorFiles {
  readonly family: string;
  readonly guests: string;
}
export interface Door {
  readonly port: number;
  /** What nginx has written down of its visitors, where it was told to, as on a server. */
  visits(): string;
  close(): Promise<void>;
}
export interface DoorWishes {
  /** Where Immich listens on 127.0.0.1. */
  readonly immich: number;
  readonly uploads?: boolean;
  readonly logged?: boolean;
  readonly change?: (files: DoorFiles) => DoorFiles;
}

const nginx = '/usr/sbin/nginx';
export const noDoorHere = (): string | undefined => (existsSync(nginx) ? undefined : 'needs nginx (npm run setup)');

export function household(uploads = false): Settings {
  const { settings } = familyWith('public');
  return { ...settings, share: { ...settings.share, uploads } };
}

export function doorFiles(settings: Settings): DoorFiles {
  const wanted = familyWith(settings.access, { settings });
  const system = { id: 'debian', version: '12' };
  const found = { installed: '1.22.1', candidate: null, system, defaultPage: false, broughtByUs: true };
  return { family: confText(wanted, found).content, guests: guestsText(wanted).content };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** Our files as one nginx. */
export async function openDoor({
  immich,
  uploads = false,
  logged,
  change = (files) => files,
}: DoorWishes): Promise<Door> {
  const files = change(doorFiles(household(uploads)));
  const servers = (port: number): string =>
    [files.guests, files.family]
      .join('\n')
      .replaceAll('8283', `${port}`)
      .replaceAll('127.0.0.1:2283', `127.0.0.1:${immich}`);
  return startNginx(servers, logged);
}

/** One process, ended with it; `servers` is what stands in its http block. */
export async function startNginx(servers: (port: number) => string, logged = false): Promise<Door> {
  const folder = mkdtempSync(join(tmpdir(), 'iah-door-'));
  const port = await freePort();
  const main = join(folder, 'nginx.conf');
  writeFileSync(
    main,
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
access_log ${logged ? `${folder}/access.log` : 'off'}; include /etc/nginx/mime.types; default_type application/octet-stream; tcp_nopush on;
${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
${servers(port)}
}
`,
  );
  // it ends with its test, also with one that failed before it closed its door
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', nginx, '-e', `${folder}/error.log`, '-c', main], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await until(`nginx on 127.0.0.1:${port}`, () => {
    if (child.exitCode !== null) throw new Error(`nginx: ${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    return existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8') !== '';
  });
  return {
    port,
    visits: () => readFileSync(join(folder, 'access.log'), 'utf8'),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
