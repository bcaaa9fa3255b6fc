// The name of the direct line on a real server: a record that follows the home's address. Only the two parts that make the line are set up
// here; phones have a file of their own, the whole server is the matter of others.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { step } from '../../electron/provision/engine/step';
import { endpoint } from '../../electron/provision/steps/endpoint';
import { wireguard } from '../../electron/provision/steps/wireguard';
import { labIsUp } from '../support/lab-up';
import { groundwork, householdWith, onServer, planned, setUp } from './direct-line.ts';
import { internet, tokens, zone } from './internet/index.ts';
import { cannotRunHere, reset } from './lab.ts';
import { addresses, hostnames } from './names.ts';

const steps = [step(wireguard), step(endpoint)];
const host = hostnames.vpn;
const wanted = householdWith();
const recordsOf = async (name: string): Promise<readonly object[]> =>
  (await internet.state()).records.filter((record) => record.name === name);

describe.skipIf(cannotRunHere() !== undefined)('the direct line', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await internet.reset();
    await groundwork(wanted);
    await setUp(steps, wanted);
  });

  it('stands, and there is nothing left to do', async () => {
    expect(await planned(steps, wanted)).toEqual([]);
    expect(await recordsOf(host)).toMatchObject([
      { type: 'A', content: addresses.routerWan, proxied: false, ttl: 60, comment: 'immich-at-home' },
    ]);
  });

  describe('its name', () => {
    const publish = (): Promise<string> =>
      onServer(
        'systemctl reset-failed immich-at-home-endpoint.service 2>/dev/null; systemctl start immich-at-home-endpoint.service 2>&1 || journalctl -n 8 -o cat --no-pager -u immich-at-home-endpoint.service',
      );
    const forget = (): Promise<string> => onServer('rm -f /var/lib/private/immich-at-home-endpoint/published');
    beforeEach(forget);
    afterEach(() => internet.reset());

    it('is made once; as long as the address stays, Cloudflare is not asked for anything', async () => {
      await publish();
      await internet.forgetCalls();
      await publish();
      expect((await internet.state()).calls.cloudflare).toEqual([]);
    });

    it('follows a new address with one change', async () => {
      const left = { type: 'A', name: host, content: '203.0.113.99', ttl: 300, proxied: true } as const;
      await internet.setRecord({ ...left, comment: 'immich-at-home' });
      await publish();
      expect(await recordsOf(host)).toMatchObject([{ content: addresses.routerWan, proxied: false, ttl: 60 }]);
      const { calls } = await internet.state();
      expect(calls.cloudflare.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual(['PATCH']);
    });

    it('is left alone when it points to another name', async () => {
      await internet.setRecord({ type: 'CNAME', name: host, content: 'myhome.myfritz.net', ttl: 60, proxied: false });
      expect(await publish()).toContain('is a CNAME: left as it is');
      expect(await recordsOf(host)).toMatchObject([{ type: 'CNAME', content: 'myhome.myfritz.net' }]);
    });

    it('is left alone when it is an address that somebody else put there', async () => {
      await internet.setRecord({ type: 'A', name: host, content: '203.0.113.99', ttl: 300, proxied: true });
      expect(await publish()).toContain(`${host} is already 203.0.113.99, which Immich at Home did not put there`);
      expect(await recordsOf(host)).toMatchObject([{ content: '203.0.113.99', proxied: true, comment: null }]);
    });

    it('is tried again when Cloudflare was away', async () => {
      await internet.switch({ cloudflare: 'unavailable' });
      expect(await publish()).toContain('Cloudflare refused');
      await internet.switch({ cloudflare: 'works' });
      await publish();
      expect(await recordsOf(host)).toHaveLength(1);
    });

    it('tells nothing of the token', async () => {
      await publish();
      expect(await onServer('journalctl -o cat --no-pager; cat /etc/systemd/system/immich-at-home-*')).not.toContain(
        tokens.dnsOnly.value,
      );
    });

    it('goes when all is taken back, if it was made here', async () => {
      await publish();
      const withdraw = `CREDENTIALS_DIRECTORY=/etc/immich-at-home /usr/local/lib/immich-at-home/endpoint withdraw ${host} ${zone.name}`;
      await onServer(withdraw);
      expect(await recordsOf(host)).toEqual([]);
      await internet.setRecord({ type: 'A', name: host, content: '203.0.113.99', ttl: 60, proxied: false });
      await onServer(withdraw);
      expect(await recordsOf(host)).toHaveLength(1);
    });
  });
});
