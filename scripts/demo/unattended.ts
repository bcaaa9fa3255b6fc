// The whole way without a person: from a fresh Debian to a photo that a phone on mobile data sends home, and that a guest sees by a
// link. What it finds at the end it asks of the outside (the PC's resolver, the phone's curl, a stranger's), never of the program
// itself; but for the leak test, which is the program's own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LeakReport } from '../../electron/contract/door';
import { admin, commandLine, summary, wishesWith, type Line } from '../../tests/lab/command-line';
import { announceDns, phone, portForward } from '../../tests/lab/lab';
import { addresses, hostnames, runDir } from '../../tests/lab/names';
import { runIn } from '../../tests/lab/processes';

const photos = `https://${hostnames.photos}`;
const guests = `https://${hostnames.share}`;
const wishes = wishesWith('both');
const uploadSize = 300 * 2 ** 20;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

export interface Results {
  readonly address: string;
  readonly changes: number;
  readonly seconds: number;
  readonly roundTrips: number;
  readonly changesOfASecondApply: number;
  readonly certificateIssuer: string;
  readonly homeAddress: readonly string[];
  readonly phoneAddress: readonly string[];
  readonly uploadedBytes: number;
  readonly uploadSeconds: number;
  /** What the internet gets: the family's host; a guest with a link; the same guest without it. */
  readonly fromTheInternet: { readonly family: number; readonly guest: number; readonly stranger: number };
  readonly leakTest: { readonly requests: number; readonly leaks: number; readonly seconds: number };
}

export async function setUpByItself(): Promise<Results> {
  say('applying the plan');
  const first = summary(await commandLine(['apply'], { wishes, onLine: tell }));
  say('applying it again');
  const second = summary(await commandLine(['apply'], { wishes }));

  say('the router: announcing the server as DNS, forwarding the VPN’s port');
  await announceDns(addresses.home);
  await portForward(true);

  say('a phone');
  const config = join(runDir, 'pc', 'phone.conf');
  const added = await commandLine(['phone', 'add', 'Anna’s phone', '--out', config]);
  if (added.code !== 0) throw new Error(`no phone: ${JSON.stringify(added.failure)} ${added.stderr}`);
  await phone.connect(readFileSync(config, 'utf8'));
  const phoneAddress = (await phone.resolve(hostnames.photos)).values;

  say('uploading 300 MB through the tunnel');
  const token = await logIn();
  const upload = await phone.upload(
    `${photos}/api/assets`,
    uploadSize,
    { authorization: `Bearer ${token}` },
    {
      deviceAssetId: 'demo',
      deviceId: 'demo',
      fileCreatedAt: '2026-11-01T12:00:00Z',
      fileModifiedAt: '2026-11-01T12:00:00Z',
    },
  );
  if (upload.status !== 201) throw new Error(`the upload was answered with ${upload.status}: ${upload.body}`);

  say('a guest on the internet, and strangers');
  const { id } = JSON.parse(upload.body) as { id: string };
  const { key } = await shareWithGuests(id, token);
  const fromTheInternet = {
    family: await statusFor(`${photos}/api/server/ping`),
    guest: await statusFor(`${guests}/api/shared-links/me?key=${key}`),
    stranger: await statusFor(`${guests}/photos`),
  };

  return {
    address: photos,
    ...first,
    changesOfASecondApply: second.changes,
    certificateIssuer: await certificateIssuer(),
    homeAddress: await addressAtHome(),
    phoneAddress,
    uploadedBytes: upload.bytes,
    uploadSeconds: upload.seconds,
    fromTheInternet,
    leakTest: await leakTest(),
  };
}

function tell(line: Line): void {
  if (line['kind'] === 'part-started') say(`  ${String(line['step'])}`);
}

async function logIn(): Promise<string> {
  const body = JSON.stringify({ email: admin.email, password: admin.password });
  const { stdout } = await runIn('phone', [
    ...['curl', '--silent', '--show-error', '--fail-with-body', '--header', 'content-type: application/json'],
    ...['--data', body, `${photos}/api/auth/login`],
  ]);
  const { accessToken } = JSON.parse(stdout) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`no token in the answer to the login: ${stdout}`);
  return accessToken;
}

async function shareWithGuests(asset: string, token: string): Promise<{ key: string }> {
  const { stdout } = await runIn('phone', [
    ...['curl', '--silent', '--show-error', '--fail-with-body', '--header', 'content-type: application/json'],
    ...['--header', `authorization: Bearer ${token}`],
    ...['--data', JSON.stringify({ type: 'INDIVIDUAL', assetIds: [asset] }), `${photos}/api/shared-links`],
  ]);
  return JSON.parse(stdout) as { key: string };
}

async function statusFor(url: string): Promise<number> {
  const curl = ['curl', '--silent', '--show-error', '--max-time', '20', '--output', '/dev/null'];
  const { stdout } = await runIn('inet', [...curl, '--write-out', '%{http_code}', url]);
  return Number(stdout);
}

async function leakTest(): Promise<Results['leakTest']> {
  const said = await commandLine(['status', '--leaks'], { settings: false });
  const report = said.lines.at(-1) as LeakReport | undefined;
  if (!report?.inside) throw new Error(`no leak test: ${JSON.stringify(said.failure)} ${said.stderr}`);
  const runs = [report.inside, ...(report.outside ? [report.outside] : [])];
  const sum = (of: (run: (typeof runs)[number]) => number): number => runs.reduce((all, run) => all + of(run), 0);
  return {
    requests: sum((run) => run.requests),
    leaks: sum((run) => run.leaks.length),
    seconds: sum((run) => run.seconds),
  };
}

async function certificateIssuer(): Promise<string> {
  const ask = `openssl s_client -connect ${hostnames.photos}:443 -servername ${hostnames.photos} </dev/null | openssl x509 -noout -issuer`;
  const { stdout } = await runIn('pc', ['sh', '-c', ask]);
  return stdout.trim().replace(/^issuer=/, '');
}

async function addressAtHome(): Promise<readonly string[]> {
  const { stdout } = await runIn('pc', ['dig', '+short', `@${addresses.home}`, hostnames.photos]);
  return stdout.trim().split('\n');
}
