// From plain Debian 13 to a finished server by the command line, over real SSH: once in one go, then killed at five points. Both must
// end in the same state, and a second apply must find nothing to do.
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCommandLine, commandLine, summary, wishes, type Line } from './command-line.ts';
import { cannotRunHere, reset, serverExec } from './lab.ts';
import { addresses } from './names.ts';
import { runIn } from './processes.ts';
import { state, type State } from './state.ts';
import { labIsUp } from '../support/lab-up';

const reachable = async (from: 'pc' | 'router' | 'phone', address: string, port: number): Promise<boolean> => {
  const { code } = await runIn(from, ['timeout', '2', 'bash', '-c', `: > /dev/tcp/${address}/${port}`], {
    allowFailure: true,
  });
  return code === 0;
};

/** Two servers are compared: their VPN's IPv6 network, random otherwise, is said. */
const household = { wishes: { ...wishes, vpn: { ...wishes.vpn, network6: 'fd12:3456:789a:1::/64' } } };

const begins =
  (key: string) =>
  (line: Line): boolean =>
    line['kind'] === 'change-started' && (line['summary'] as { key?: string } | undefined)?.key === key;

describe.skipIf(cannotRunHere() !== undefined)('a plain Debian 13', () => {
  let uninterrupted: State;
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
  });

  it('becomes what the household wants, and then there is nothing left to do', async () => {
    const planned = await commandLine(['plan'], household);
    expect(planned.code).toBe(0);
    const said = await commandLine(['apply'], household);
    expect(said.failure).toBeNull();
    expect(said.code).toBe(0);
    expect(summary(said).changes).toBe(planned.lines.at(-1)?.['changes']);
    uninterrupted = await state();
    expect(uninterrupted).toMatchObject({ failed: '', lock: '' });

    const again = await commandLine(['apply'], household);
    expect({ code: again.code, changes: summary(again).changes }).toEqual({ code: 0, changes: 0 });
    const status = await commandLine(['status'], { settings: false });
    expect(status.lines.at(-1)).toMatchObject({ settled: true, open: [] });
  });

  it('answers on 2283 and 8283 to nobody but itself', async () => {
    for (const port of [2283, 8283]) {
      expect(await reachable('pc', addresses.home, port), `${port} from the LAN`).toBe(false);
      expect(await reachable('router', addresses.home, port), `${port} from the router`).toBe(false);
      const own = await serverExec(['bash', '-c', `: > /dev/tcp/127.0.0.1/${port}`], { allowFailure: true });
      expect(own.code, `${port} on the server itself`).toBe(0);
      const lan = await serverExec(['bash', '-c', `: > /dev/tcp/${addresses.home}/${port}`], { allowFailure: true });
      expect(lan.code, `${port} on its LAN address`).not.toBe(0);
    }
    expect(await reachable('pc', addresses.home, 443)).toBe(true);
  });

  it('keeps no secret where it does not belong', async () => {
    const { stdout } = await serverExec(
      [
        'sh',
        '-c',
        `password=$(cat /var/lib/immich-at-home/secrets/database-password); key=$(cat /etc/wireguard/immich-at-home.key)
         for secret in "$password" "$key" lab-dns-only 'sunflower tractor' 'wonder land'; do
           grep -rlF -- "$secret" /var/lib/immich-at-home/journal /var/lib/immich-at-home/jobs /var/lib/immich-at-home/manifest /var/lib/immich-at-home/household.json /var/log 2>/dev/null
           journalctl --no-pager -o cat | grep -F -- "$secret"
         done; find /etc/immich-at-home/cloudflare.ini /opt/immich-at-home/.env /etc/wireguard /var/lib/immich-at-home/secrets -type f -perm /077`,
      ],
      { allowFailure: true },
    );
    expect(stdout).toBe('');
  });

  it('killed at five points and run again ends in the same state', async () => {
    await reset();
    const points: readonly (readonly [string, (line: Line) => boolean])[] = [
      ['while dpkg unpacks the first packages', (line) => line['unit'] === 'percent' && Number(line['done']) > 55],
      ['while an image is fetched', (line) => line['unit'] === 'bytes'],
      ['between the first account and the closing of sign-up', begins('close-sign-up')],
      ['before the certificate is asked for', begins('request-certificate')],
      ['when the firewall is armed', begins('keep-firewall')],
    ];
    for (const [when, killAt] of points) {
      const said = await commandLine(['apply'], { ...household, killAt });
      expect(said.code, `killed ${when}: ${JSON.stringify(said.failure)}`).toBeNull();
    }
    const last = await commandLine(['apply'], household);
    expect(last.failure).toBeNull();
    expect(last.code).toBe(0);
    expect(await state()).toEqual(uninterrupted);
    expect(summary(await commandLine(['apply'], household)).changes).toBe(0);
  });
});
