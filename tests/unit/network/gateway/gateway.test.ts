// A router that is played: which of the ways is believed, what is asked, and what UPnP tells of the way in.
import { describe, expect, it } from 'vitest';
import { gateway } from '../../../../electron/network/gateway/index';
import type { Question } from '../../../../electron/network/gateway/io';
import { captured, shippedGuides } from './captured';
import { fault, play, soap } from './played';

const guides = shippedGuides();
const address = '192.168.178.1';
const home = 'http://192.168.178.1';
const page = (title: string): string => `<html><head><title>${title}</title></head></html>`;
const action = (question: Question): string => /#(\w+)"/.exec(question.headers?.['SOAPAction'] ?? '')?.[1] ?? '';

describe('a router', () => {
  it.concurrent('is recognised by its description, and a FRITZ!Box adds its version', async () => {
    const router = play({
      locations: [`${home}:49000/igddesc.xml`],
      pages: {
        '49000/igddesc.xml': captured('fritzbox-igddesc'),
        '49000/tr64desc.xml': captured('fritzbox-tr64desc'),
        '80/jason_boxinfo.xml': captured('fritzbox-boxinfo'),
      },
      hardware: '3C:A6:2F:01:23:45',
    });
    const seen = await gateway(router).detect(address, guides);
    expect(seen).toEqual({
      guide: 'fritzbox',
      model: 'FRITZ!Box 7590 AX',
      system: '8.02',
      by: 'description',
      address,
      upnp: true,
    });
    expect(router.said.slice(0, 3).map((text) => /^ST: (.*)\r/m.exec(text)?.[1])).toEqual([
      'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
      'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
      'upnp:rootdevice',
    ]);
    expect(router.said[0]).toContain(`HOST: ${address}:1900\r\n`);
  });

  it.concurrent('without UPnP, a FRITZ!Box is known by its own addresses', async () => {
    const router = play({ pages: { '80/jason_boxinfo.xml': captured('fritzbox-boxinfo') } });
    const seen = await gateway(router).detect(address, guides);
    expect(seen).toEqual({
      guide: 'fritzbox',
      model: 'FRITZ!Box 7590 AX',
      system: '8.02',
      by: 'fritzbox',
      address,
      upnp: false,
    });
    expect(router.asked).not.toContain('80/');
  });

  it.concurrent('that does not answer a search is asked where its kind keeps the description', async () => {
    const router = play({ pages: { '49000/igddesc.xml': captured('fritzbox-igddesc') } });
    expect(await gateway(router).detect(address, guides)).toMatchObject({
      guide: 'fritzbox',
      by: 'description',
      upnp: true,
    });
  });

  it.concurrent('is known by its network card', async () => {
    const seen = await gateway(play({ hardware: '04:D4:C4:01:23:45' })).detect(address, guides);
    expect(seen).toEqual({ guide: 'asus', model: null, system: null, by: 'vendor', address, upnp: false });
  });

  it.concurrent('is known by the title of its page, wherever at home that is', async () => {
    const router = play({
      pages: {
        '80/': { status: 302, location: `https://${address}:8443/login` },
        '8443/login': { status: 307, location: '/start' },
        '8443/start': { body: Buffer.from(page('Vodafone Station')), type: 'text/html' },
      },
    });
    expect(await gateway(router).detect(address, guides)).toMatchObject({
      guide: 'vodafone-station',
      by: 'title',
      model: null,
    });
  });

  it.concurrent('is not followed to another host, nor round in circles', async () => {
    const away = play({ pages: { '80/': { status: 302, location: 'http://192.0.2.7/' } } });
    expect(await gateway(away).detect(address, guides)).toMatchObject({ guide: 'generic', by: null });
    const round = play({ pages: { '80/': { status: 302, location: '/' } } });
    expect(await gateway(round).detect(address, guides)).toMatchObject({ guide: 'generic', by: null });
    expect(round.asked.filter((place) => place === '80/')).toHaveLength(4);
  });

  it.concurrent('is asked over https where it does not answer otherwise', async () => {
    const router = play({ pages: { '443/': { body: Buffer.from(page('UniFi OS')), type: 'text/html' } } });
    expect(await gateway(router).detect(address, guides)).toMatchObject({ guide: 'unifi', by: 'title' });
  });

  it.concurrent('that says nothing gets the generic guide', async () => {
    const seen = await gateway(play({})).detect(address, guides);
    expect(seen).toEqual({ guide: 'generic', model: null, system: null, by: null, address, upnp: false });
  });

  it('is not asked at all when there is no such address, or nobody waits any more', async () => {
    const router = play({ hardware: '04:D4:C4:01:23:45' });
    expect(await gateway(router).detect('router.example.net', guides)).toMatchObject({ guide: 'generic' });
    await gateway(router).detect(address, guides, AbortSignal.abort());
    expect(router.said).toEqual([]);
  });
});

const location = `${home}:49000/igddesc.xml`;
const control = '49000/igdupnp/control/WANIPConn1';
const withControl = (answer: (question: Question) => ReturnType<typeof fault> | string) => {
  const router = play({
    locations: [location],
    pages: { '49000/igddesc.xml': captured('fritzbox-igddesc'), [control]: answer },
  });
  return { router, gateway: gateway(router) };
};

describe('the address in the internet', () => {
  it.concurrent.each([
    ['a public one', '203.0.113.2', '203.0.113.2'],
    ['one that many share', '100.64.3.4', '100.64.3.4'],
    ['none, said as nothing', '', ''],
    ['none, said as zeros', '0.0.0.0', ''],
    ['nonsense', 'javascript:alert(1)', null],
  ])('%s', async (_name, said, expected) => {
    const { gateway } = withControl(() => soap('GetExternalIPAddress', { NewExternalIPAddress: said }));
    expect(await gateway.wanAddress(address)).toBe(expected);
  });

  it.concurrent('is not told by a router that answers with a fault, or not at all', async () => {
    expect(await withControl(() => fault(501)).gateway.wanAddress(address)).toBeNull();
    expect(await withControl(() => ({ status: 404 })).gateway.wanAddress(address)).toBeNull();
    expect(await gateway(play({})).wanAddress(address)).toBeNull();
  });

  it.concurrent('is asked of the connection that is in use', async () => {
    const router = play({
      locations: [`${home}:60000/gatedesc.xml`],
      pages: {
        '60000/gatedesc.xml': captured('livebox-4'),
        '60000/5b8f016c/upnp/control/WANIPConn1': soap('GetExternalIPAddress', { NewExternalIPAddress: '0.0.0.0' }),
        '60000/5b8f016c/upnp/control/WANPPPConn1': soap('GetExternalIPAddress', {
          NewExternalIPAddress: '198.51.100.7',
        }),
      },
    });
    expect(await gateway(router).wanAddress(address)).toBe('198.51.100.7');
  });

  it.concurrent('a second time it is not searched for, unless the router has moved', async () => {
    let there = true;
    const { router, gateway } = withControl(() =>
      there ? soap('GetExternalIPAddress', { NewExternalIPAddress: '203.0.113.2' }) : { status: 404 },
    );
    await gateway.wanAddress(address);
    const searches = router.said.length;
    expect(await gateway.wanAddress(address)).toBe('203.0.113.2');
    expect(router.said).toHaveLength(searches);
    there = false;
    expect(await gateway.wanAddress(address)).toBeNull();
    expect(router.said.length).toBeGreaterThan(searches);
  });
});

const entry = (index: number) => ({
  NewRemoteHost: '',
  NewExternalPort: 51_820 + index,
  NewProtocol: index === 0 ? 'TCP' : 'UDP',
  NewInternalPort: 51_820,
  NewInternalClient: '192.168.178.10',
  NewEnabled: 1,
  NewPortMappingDescription: 'Immich at Home',
  NewLeaseDuration: 3_571,
});
const mapping = { to: '192.168.178.10', port: 51_820, leaseSeconds: 3_571, description: 'Immich at Home' };

describe('the mapping of a port', () => {
  it.concurrent('is read by its port', async () => {
    const { gateway } = withControl((question) => {
      expect(question.body).toContain(
        '<NewRemoteHost></NewRemoteHost><NewExternalPort>51821</NewExternalPort><NewProtocol>UDP</NewProtocol>',
      );
      return soap('GetSpecificPortMappingEntry', entry(1));
    });
    expect(await gateway.mapping(address, 51_821)).toEqual(mapping);
  });

  it.concurrent.each([713, 714])('that is not there (%s) is not looked for anew', async (code) => {
    const { router, gateway } = withControl(() => fault(code));
    expect(await gateway.mapping(address, 51_820)).toBeNull();
    expect(router.asked.filter((place) => place === control)).toHaveLength(1);
  });

  it.concurrent.each([401, 402, 602])(
    'is looked for in the list where the question is not known (%s)',
    async (code) => {
      const { gateway } = withControl((question) => {
        if (action(question) === 'GetSpecificPortMappingEntry') return fault(code);
        const index = Number(/Index>(\d+)</.exec(question.body ?? '')?.[1]);
        return index < 4 ? soap('GetGenericPortMappingEntry', entry(index)) : fault(713);
      });
      expect(await gateway.mapping(address, 51_822)).toEqual(mapping);
      // that port is mapped for TCP only
      expect(await gateway.mapping(address, 51_820)).toBeNull();
    },
  );

  it.concurrent('a list without end is read a hundred entries far', async () => {
    const { router, gateway } = withControl((question) =>
      action(question) === 'GetSpecificPortMappingEntry' ? fault(401) : soap('GetGenericPortMappingEntry', entry(7)),
    );
    expect(await gateway.mapping(address, 51_820)).toBeNull();
    expect(router.asked.filter((place) => place === control)).toHaveLength(101);
  });

  it.concurrent.each([
    ['switched off', { NewEnabled: 0 }],
    ['to a name', { NewInternalClient: 'server.example.net' }],
    ['to no port', { NewInternalPort: 0 }],
    ['to a port beyond all', { NewInternalPort: 70_000 }],
  ])('%s is none', async (_name, change) => {
    const { gateway } = withControl(() => soap('GetSpecificPortMappingEntry', { ...entry(1), ...change }));
    expect(await gateway.mapping(address, 51_821)).toBeNull();
  });
});
