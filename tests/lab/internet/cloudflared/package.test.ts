// cloudflared as a home server gets and runs it: from the signed repository, as a notifying service, through the family's
// router to the edge; and what becomes of it when the router lets port 7844 out only in part, or not at all.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../../../support/lab-up';
import { cannotRunHere, reset, serverExec, tunnelPort } from '../../lab.ts';
import { hostnames } from '../../names.ts';
import { runIn, until } from '../../processes.ts';
import { cloudflaredKeyFingerprint, internet } from '../index.ts';
import { cloudflaredVersion } from './index.ts';

const onServer = async (script: string): Promise<string> =>
  (await serverExec(script, { timeoutMs: 300_000 })).stdout.trim();
const keyring = '/usr/share/keyrings/cloudflare-main.gpg';
const unit = `[Service]
Type=notify
User=nobody
ExecStart=/usr/bin/cloudflared --no-autoupdate --metrics 127.0.0.1:20241 tunnel run --token-file /etc/cloudflared-token
TimeoutStartSec=20
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
SystemCallFilter=@system-service
`;

const tunnelOf = async () => (await internet.state()).tunnels.find(({ name }) => name === 'lab');
const statusIs = async (status: string): Promise<boolean> => (await tunnelOf())?.status === status;

async function protocols(): Promise<string[]> {
  const log = await onServer('journalctl -u tunnel -o cat --since "$(systemctl show -P InactiveExitTimestamp tunnel)"');
  return [...log.matchAll(/Registered tunnel connection .*protocol=(\w+)/g)].map(([, protocol = '']) => protocol);
}

/** What somebody on the internet gets: status and body. */
async function visitor(path: string, ...more: string[]): Promise<string> {
  const url = `https://${hostnames.photos}${path}`;
  const { stdout } = await runIn('inet', ['curl', '-s', '-m', '20', '-w', ' %{http_code}', ...more, url]);
  return stdout.trim();
}

describe.skipIf(cannotRunHere() !== undefined)('cloudflared on a server', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await internet.reset();
    const ingress = [{ hostname: hostnames.photos, service: 'http://127.0.0.1:8283' }, { service: 'http_status:404' }];
    const { id, token } = await internet.addTunnel({ name: 'lab', config_src: 'cloudflare', ingress });
    await internet.setRecord({
      ...{ type: 'CNAME', name: hostnames.photos, content: `${id}.cfargotunnel.com`, proxied: true },
    });
    await onServer(`
      set -e
      curl -fsS https://pkg.cloudflare.com/cloudflare-main.gpg >${keyring}
      echo 'deb [signed-by=${keyring}] https://pkg.cloudflare.com/cloudflared any main' >/etc/apt/sources.list.d/cloudflared.list
      apt-get -qq update
      apt-get -qq install --no-install-recommends cloudflared gpg >/dev/null 2>&1
      mkdir -p /srv/site && echo from home >/srv/site/index.html
      install -m 600 -o nobody /dev/stdin /etc/cloudflared-token <<'TOKEN'
${token}
TOKEN
      cat >/etc/systemd/system/tunnel.service <<'UNIT'
${unit}
UNIT
      systemctl daemon-reload
      systemd-run --unit site python3 -m http.server --directory /srv/site --bind 127.0.0.1 8283
    `);
  });
  afterAll(async () => {
    await tunnelPort({ udp: 'open', tcp: 'open' });
    await internet.reset();
  });

  it('is the packaged one, signed by the key that the lab has pinned', async () => {
    expect(await onServer('cloudflared --version')).toContain(cloudflaredVersion);
    expect(await onServer(`gpg --show-keys --with-colons ${keyring}`)).toContain(
      `fpr:::::::::${readFileSync(cloudflaredKeyFingerprint, 'utf8').trim()}:`,
    );
  });

  it('is ready when it is connected, and brings visitors home', async () => {
    expect(await visitor('/')).toMatch(/1033[^]* 530$/);
    await onServer('systemctl start tunnel');
    await until('four connections', () => statusIs('healthy'));
    expect(JSON.parse(await onServer('curl -s http://127.0.0.1:20241/ready'))).toMatchObject({ readyConnections: 4 });
    expect(await visitor('/')).toBe('from home\n 200');
    expect(await protocols()).toEqual(Array(4).fill('quic'));
  });

  it('goes from QUIC to HTTP/2 when the router lets UDP through no more', async () => {
    await tunnelPort({ udp: 'blocked', tcp: 'open' });
    await until('a connection by http2', async () => (await protocols()).includes('http2'), 60_000);
    await until('four connections', () => statusIs('healthy'), 60_000);
    expect(await visitor('/')).toBe('from home\n 200');
  });

  it('is down when nothing is let through, says why, and comes back', async () => {
    await tunnelPort({ udp: 'blocked', tcp: 'blocked' });
    await until('the edge to miss it', () => statusIs('down'), 60_000);
    expect(await visitor('/')).toMatch(/1033[^]* 530$/);
    expect(await onServer('curl -s -o /dev/null -w %{http_code} http://127.0.0.1:20241/ready')).toBe('503');
    await until('the reason in the journal', async () =>
      (await onServer('journalctl -u tunnel -o cat')).includes(
        'ERR Unable to establish connection with Cloudflare edge',
      ),
    );
    await tunnelPort({ udp: 'open', tcp: 'open' });
    await until('four connections', () => statusIs('healthy'), 60_000);
  });

  it('does not become ready in vain', async () => {
    await onServer('systemctl stop tunnel');
    await tunnelPort({ udp: 'blocked', tcp: 'blocked' });
    const started = await serverExec('systemctl start tunnel', { allowFailure: true });
    expect(started.code).not.toBe(0);
  });

  it('leaves nothing in /usr/local/bin when it is removed', async () => {
    await onServer('systemctl stop tunnel; apt-get -qq purge cloudflared');
    expect(await onServer('ls /usr/local/bin')).toBe('');
  });
});
