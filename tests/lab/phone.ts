// The phone on mobile data: reads the QR code from a picture of the screen, brings the tunnel up with the real wg-quick, and
// uploads through it.
// Surprise: the kernel may have no WireGuard; wg-quick then falls back to wireguard-go by itself. A phone's DNS is what the
// tunnel says while it is on, so wg-quick gets a `resolvconf` of ten lines that writes the phone's own resolv.conf.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDir } from './names.ts';
import { runIn, runOutside, type Outcome } from './processes.ts';

const home = join(runDir, 'phone-files');
const config = join(home, 'wg0.conf');
const withResolvconf = { PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin'}` };

const resolvconf = `#!/bin/sh
# What wg-quick calls for DNS=: -a wg0 takes lines on stdin, -d wg0 puts the old ones back.
saved=${join(home, 'resolv.conf.before')}
case "$1" in
  -a) [ -e "$saved" ] || cat /etc/resolv.conf > "$saved"; cat > /etc/resolv.conf ;;
  -d) [ ! -e "$saved" ] || { cat "$saved" > /etc/resolv.conf; rm "$saved"; } ;;
esac
`;

/** The text in the one QR code of a picture; throws when there is none or more than one. */
export async function readQr(png: string): Promise<string> {
  const { stdout } = await runOutside(['zbarimg', '--raw', '-q', '-Sdisable', '-Sqrcode.enable', png]);
  return stdout.replace(/\n$/, '');
}

export async function connect(configText: string): Promise<void> {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'resolvconf'), resolvconf, { mode: 0o755 });
  writeFileSync(config, configText, { mode: 0o600 });
  await runIn('phone', ['wg-quick', 'up', config], { env: withResolvconf });
}

export async function disconnect(): Promise<void> {
  if (!existsSync(config)) return;
  await runIn('phone', ['wg-quick', 'down', config], { env: withResolvconf });
  rmSync(config);
}

/** Seconds since 1970 of the latest handshake; 0 when there was none. */
export async function latestHandshake(): Promise<number> {
  const { stdout } = await runIn('phone', ['wg', 'show', 'wg0', 'latest-handshakes']);
  return Number(stdout.trim().split('\t')[1] ?? 0);
}

/**
 * Switches the tunnel on (anew, where it was on) and uses it: true as soon as the server has answered, false when it has not within that
 * time. Only a key that is let in and a port that is forwarded get an answer.
 */
export async function connectsWithin(configText: string, seconds: number): Promise<boolean> {
  await disconnect();
  await connect(configText);
  const server = /^DNS = ([^,\s]+)/m.exec(configText)?.[1] ?? '10.83.52.1';
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    await runIn('phone', ['ping', '-c', '1', '-W', '0.3', server], { allowFailure: true });
    if ((await latestHandshake()) > 0) return true;
  }
  return false;
}

export interface DnsAnswer {
  readonly status: string;
  readonly values: readonly string[];
}

/** Asks the resolver that the phone uses now; status is NOERROR, NXDOMAIN, … or TIMEOUT. */
export async function resolve(name: string, type = 'A'): Promise<DnsAnswer> {
  const { stdout } = await runIn(
    'phone',
    ['dig', '+tries=2', '+time=2', '+noall', '+comments', '+answer', name, type],
    {
      allowFailure: true,
    },
  );
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  return {
    status: /status: (\w+)/.exec(stdout)?.[1] ?? 'TIMEOUT',
    values: lines.map((line) => line.split(/\s+/).slice(4).join(' ')),
  };
}

export interface Upload {
  readonly status: number;
  readonly body: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** One multipart upload as Immich's app makes it: `bytes` fresh random bytes as `assetData`, and the fields beside them. */
export async function upload(
  url: string,
  bytes: number,
  headers: Record<string, string> = {},
  fields: Record<string, string> = {},
): Promise<Upload> {
  mkdirSync(home, { recursive: true });
  const photo = join(home, 'photo.jpg');
  const content = randomBytes(bytes);
  writeFileSync(photo, content);
  const form = Object.entries(fields).flatMap(([name, value]) => ['--form-string', `${name}=${value}`]);
  const outcome = await curl([...form, '--form', `assetData=@${photo};type=image/jpeg`, url], headers, 300_000);
  rmSync(photo);
  const [body = '', status = '0', seconds = '0'] = outcome.stdout.split('\u001f');
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { status: Number(status), seconds: Number(seconds), body, bytes, sha256 };
}

/** A request as the phone's app makes it. */
export async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  const { stdout } = await curl([url], headers, 60_000);
  const [body = '', status = '0'] = stdout.split('\u001f');
  return { status: Number(status), body };
}

function curl(args: readonly string[], headers: Record<string, string>, timeoutMs: number): Promise<Outcome> {
  const sent = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const told = ['--silent', '--show-error', '--write-out', '\u001f%{http_code}\u001f%{time_total}'];
  return runIn('phone', ['curl', ...told, ...sent, ...args], { timeoutMs });
}
