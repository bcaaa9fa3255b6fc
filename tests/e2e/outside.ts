// The outside world as it meets the household: a stranger's and a guest's browser on the internet, a phone, a PC, and what each of
// them gets. Nothing here asks the program.
// Surprise: this process runs on the family's PC, and Chromium must run elsewhere. A script of one line puts it there; the pipe by
// which Playwright speaks to it goes through every namespace.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { admin } from '../lab/command-line';
import { hostnames, runDir, type Host } from '../lab/names';
import { serverExec } from '../lab/lab';
import { onHost, runIn } from '../lab/processes';
import { chromiumPath } from '../support/chromium';

const files = join(runDir, 'e2e');

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A browser somewhere on the internet. It knows nothing of the lab's CA: it is curl that checks certificates. */
export async function browserIn(host: Host): Promise<Browser> {
  mkdirSync(files, { recursive: true });
  const script = join(files, `chromium-${host}`);
  const program = chromiumPath() ?? chromium.executablePath();
  writeFileSync(script, `#!/bin/sh\nexec ${[...onHost(host), program].map(quoted).join(' ')} "$@"\n`);
  chmodSync(script, 0o755);
  return chromium.launch({ executablePath: script, args: ['--no-sandbox'] });
}

/** True when somebody takes a connection there. */
export const answers = async (from: Host, address: string, port: number): Promise<boolean> =>
  (await runIn(from, ['timeout', '2', 'bash', '-c', `: > /dev/tcp/${address}/${port}`], { allowFailure: true }))
    .code === 0;

/** What curl gets for each path of a host, sent exactly as it is written: "403 /admin". Certificates are checked. */
export async function statusesOf(from: Host, host: string, paths: readonly string[]): Promise<readonly string[]> {
  const config = paths.map((path) => `url = "https://${host}${path}"\noutput = "/dev/null"\n`).join('');
  const said = ['--path-as-is', '--globoff', '--silent', '--show-error', '--write-out', '%{http_code}\\n'];
  const { stdout } = await runIn(from, ['curl', ...said, '--config', '-'], { input: config });
  const statuses = stdout.trim().split('\n');
  return paths.map((path, n) => `${statuses[n] ?? 'nothing'} ${path}`);
}

/** A page or an answer as text, with what the certificate said. */
export async function fetchFrom(from: Host, url: string): Promise<{ readonly body: string; readonly issuer: string }> {
  const { stdout, stderr } = await runIn(from, ['curl', '--silent', '--show-error', '--verbose', url]);
  return { body: stdout, issuer: /issuer: (.*)/.exec(stderr)?.[1] ?? '' };
}

/** A session of the family's account, by the family's address. */
export async function logIn(from: Host): Promise<string> {
  const { email, password } = admin;
  const call = ['curl', '-sS', '--fail-with-body', '-H', 'content-type: application/json', '-d', '@-'];
  const { stdout } = await runIn(from, [...call, `https://${hostnames.photos}/api/auth/login`], {
    input: JSON.stringify({ email, password }),
  });
  return (JSON.parse(stdout) as { accessToken: string }).accessToken;
}

export interface Video {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that nobody has seen before. */
export function video(name: string, bytes: number): Video {
  mkdirSync(files, { recursive: true });
  const path = join(files, name);
  const content = randomBytes(bytes);
  writeFileSync(path, content);
  return { path, bytes, sha256: createHash('sha256').update(content).digest('hex') };
}

export interface Sent {
  readonly status: number;
  readonly body: string;
  readonly seconds: number;
}

/** One upload as Immich's app makes it, to the one address that the family knows. */
export async function upload(from: Host, { path }: Video, accessToken: string): Promise<Sent> {
  const when = '2026-11-01T12:00:00Z';
  const fields = { deviceAssetId: path, deviceId: from, fileCreatedAt: when, fileModifiedAt: when };
  const form = Object.entries(fields).flatMap(([name, value]) => ['--form-string', `${name}=${value}`]);
  const { stdout } = await runIn(
    from,
    [
      ...['curl', '--silent', '--show-error', '--write-out', '\u001f%{http_code}\u001f%{time_total}'],
      ...['--header', `authorization: Bearer ${accessToken}`, ...form, '--form', `assetData=@${path};type=video/mp4`],
      `https://${hostnames.photos}/api/assets`,
    ],
    { timeoutMs: 300_000 },
  );
  const [body = '', status = '0', seconds = '0'] = stdout.split('\u001f');
  return { status: Number(status), body, seconds: Number(seconds) };
}

export const forget = ({ path }: Video): void => rmSync(path, { force: true });

/** Checksums of everything of that size and more on the server's photo disk. */
export async function onTheServersDisk(atLeastMegabytes: number): Promise<readonly string[]> {
  const { stdout } = await serverExec(`find /srv/photos -type f -size +${atLeastMegabytes}M -exec sha256sum {} +`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/)[0] ?? '');
}

/** Checksums of what a ZIP archive holds, by name. Immich stores photos without compressing, so nothing needs to be unpacked. */
export function contentsOf(zip: string): Record<string, string> {
  const bytes = readFileSync(zip);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found: Record<string, string> = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt16LE(at + 10) !== 0) throw new Error(`${zip} is compressed`);
    const [size, name] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const head = bytes.readUInt32LE(at + 42);
    const start = head + 30 + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28);
    found[bytes.toString('utf8', at + 46, at + 46 + name)] = createHash('sha256')
      .update(bytes.subarray(start, start + size))
      .digest('hex');
    at += 46 + name + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return found;
}
