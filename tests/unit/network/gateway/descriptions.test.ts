// What routers say of themselves leads to the guide that ships for them, and nothing of their serial numbers goes with it. What is
// broken, foreign or meant to hurt is not read at all.
import { describe, expect, it } from 'vitest';
import { decode } from '../../../../electron/network/gateway/charset';
import { readDescription, type Description } from '../../../../electron/network/gateway/description';
import { readBoxInfo, systemIn } from '../../../../electron/network/gateway/fritzbox';
import { gateway } from '../../../../electron/network/gateway/index';
import { openPlaceAt } from '../../../../electron/network/gateway/place';
import { readXml } from '../../../../electron/network/gateway/xml';
import { captured, shippedGuides } from './captured';
import { play } from './played';

const guides = shippedGuides();

const read = (location: string, xml: string): Description | null => {
  const address = new URL(location).hostname;
  const root = readXml(xml);
  return root && readDescription(address, openPlaceAt(address, location)!, root);
};

const routers = [
  [
    'fritzbox-igddesc',
    'http://192.168.178.1:49000/igddesc.xml',
    'fritzbox',
    'FRITZ!Box 7590 AX',
    '49000/igdupnp/control/WANIPConn1',
  ],
  ['fritzbox-tr64desc', 'http://192.168.178.1:49000/tr64desc.xml', 'fritzbox', 'FRITZ!Box 7590 AX', null],
  [
    'fritzbox-7490-igd2desc',
    'http://192.168.178.1:49000/igd2desc.xml',
    'fritzbox',
    'FRITZ!Box 7490',
    '49000/igd2upnp/control/WANIPConn1',
  ],
  ['speedport-smart-4', 'http://192.168.2.1:34199/rootDesc.xml', 'speedport', 'Speedport Smart 4', null],
  ['asus-rt-ax88u', 'http://192.168.1.1:40415/rootDesc.xml', 'asus', 'RT-AX88U', '40415/ctl/IPConn'],
  ['tp-link-archer-c80', 'http://192.168.0.1:1900/igd.xml', 'tp-link-archer', 'Archer C80', '1900/ipc'],
  ['tp-link-deco-x50', 'http://192.168.68.1:1900/igd.xml', 'tp-link-deco', 'Deco X50', '1900/ipc'],
  [
    'netgear-xr700',
    'http://192.168.1.1:56688/rootDesc.xml',
    'netgear',
    'NETGEAR Nighthawk X10 AD7200 Smart WiFi Router',
    '56688/ctl/IPConn',
  ],
  [
    'linksys-wrt120n',
    'http://192.168.1.1:1780/InternetGatewayDevice.xml',
    'linksys',
    'WRT120N',
    '80/uuid:0025-9c00-0001/WANIPConnection:1',
  ],
  ['openwrt', 'http://192.168.1.1:5000/rootDesc.xml', 'openwrt', 'OpenWrt router', '5000/ctl/IPConn'],
  [
    'mikrotik',
    'http://192.168.88.1:2828/gateway_description.xml',
    'mikrotik',
    'MikroTik Router',
    '2828/upnp/control/yomkmsnooi/wanipconn-1',
  ],
  [
    'livebox-4',
    'http://192.168.1.1:60000/5b8f016c/gatedesc.xml',
    'livebox',
    'Residential Livebox,(DSL,WAN Ethernet)',
    '60000/5b8f016c/upnp/control/WANIPConn1',
  ],
  [
    'livebox-osp-arcadyan',
    'http://192.168.1.1:56910/46084143/IGDV1/rootDesc.xml',
    'livebox',
    'OSP Livebox',
    '56910/ctl/IPConn',
  ],
  [
    'bt-smart-hub-2',
    'http://192.168.1.254:49153/gatedesc.xml',
    'bt-smart-hub',
    'Smart Hub 2',
    '49153/upnp/control/WANIPConn1',
  ],
  [
    'xfinity-px5001',
    'http://10.0.0.1:49152/IGDdevicedesc_brlan0.xml',
    'xfinity',
    'PX5001',
    '49152/upnp/control/WANIPConnection0',
  ],
  ['eero-pro-6', 'http://192.168.4.1:1900/igd.xml', 'eero', 'eero Pro 6', '1900/ctl/IPConn'],
  ['google-onhub', 'http://192.168.86.1:5000/rootDesc.xml', 'nest-wifi', 'OnHub', '5000/ctl/IPConn'],
  // nobody's guide: said so, and its port mappings may be read all the same
  ['d-link-dsl-x1852e', 'http://192.168.20.1:5556/rootDesc.xml', 'generic', 'DSL-X1852E', '5556/ctrl?6'],
  // of Bell in Canada, from the makers of the BT Hub
  [
    'home-hub-3000',
    'http://192.168.2.1:60000/gatedesc.xml',
    'generic',
    'Sagemcom IDG WAN',
    '60000/upnp/control/WANIPConn1',
  ],
] as const;

describe('a description as routers send it', () => {
  it.concurrent.each(routers)('%s', async (file, location, guide, model, control) => {
    const address = new URL(location).hostname;
    const place = openPlaceAt(address, location)!;
    const router = play({ locations: [location], pages: { [`${place.port}${place.path}`]: captured(file) } });
    const seen = await gateway(router).detect(address, guides);
    expect(seen).toMatchObject({
      guide,
      model,
      address,
      upnp: control !== null,
      by: guide === 'generic' ? null : 'description',
    });
    const services = read(location, captured(file))!.services;
    expect(services[0] ? `${services[0].control.port}${services[0].control.path}` : null).toBe(control);
  });

  it.each(routers)('%s: neither serial number nor UDN is kept', (file, location) => {
    const xml = captured(file);
    const kept = JSON.stringify(read(location, xml));
    const numbers = [...xml.matchAll(/<(serialNumber|UDN|originUDN)>([^<]{8,})</g)].map(([, , number]) => number!);
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) {
      expect(kept).not.toContain(number);
      expect(kept.toLowerCase()).not.toContain(number.slice(-12).toLowerCase());
    }
  });

  it('tells two connections apart, that by IP first', () => {
    const types = read('http://192.168.1.1:60000/d.xml', captured('livebox-4'))!.services.map(({ type }) =>
      type.split(':').slice(-2).join(':'),
    );
    expect(types).toEqual(['WANIPConnection:2', 'WANPPPConnection:1']);
  });

  it('drops a MAC from a name', () => {
    const xml = captured('openwrt').replace(
      'OpenWrt router</friendlyName>',
      'box 04:d4:c4:12:34:56 (04D4C4123456)</friendlyName>',
    );
    expect(read('http://192.168.1.1:5000/d.xml', xml)!.friendlyName).toBe('box ( )');
  });
});

describe('a FRITZ!Box', () => {
  it('says its model and version, and its serial number stays where it is', () => {
    const said = readBoxInfo(readXml(captured('fritzbox-boxinfo'))!);
    expect(said).toEqual({ model: 'FRITZ!Box 7590 AX', system: '8.02' });
  });

  it.each([
    ['259.08.02-119233', '8.02'],
    ['154.07.50', '7.50'],
    ['113.07.29', '7.29'],
    ['29.04.87', '4.87'],
    ['8.02', null],
    ['', null],
    ['259.8000.02', null],
  ])('%s is FRITZ!OS %s', (version, system) => expect(systemIn(version)).toBe(system));

  it('of another name space is none', () => {
    expect(readBoxInfo(readXml(captured('fritzbox-boxinfo').replace('updatecheck/', 'elsewhere/'))!)).toBeNull();
  });
});

const good = captured('openwrt');
const at = 'http://192.168.1.1:5000/rootDesc.xml';
const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

describe('a description that is refused', () => {
  it.each([
    [
      'a bomb of entities',
      `<?xml version="1.0"?><!DOCTYPE root [<!ENTITY l0 "ha">${laughs}]>${good.slice(21).replace('OpenWrt router', '&l9;')}`,
    ],
    [
      'an entity from elsewhere',
      `<?xml version="1.0"?><!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/passwd">]>${good.slice(21).replace('OpenWrt router', '&x;')}`,
    ],
    [
      'a document type from elsewhere',
      `<?xml version="1.0"?><!DOCTYPE root SYSTEM "http://192.0.2.7/x.dtd">${good.slice(21)}`,
    ],
    ['an entity nobody defined', good.replace('OpenWrt router', '&nbsp;')],
    [
      '10,000 levels',
      `<root xmlns="urn:schemas-upnp-org:device-1-0">${'<device>'.repeat(10_000)}${'</device>'.repeat(10_000)}</root>`,
    ],
    ['100,000 elements', good.replace('<device>', `<device>${'<a/>'.repeat(100_000)}`)],
    ['cut off', good.slice(0, 1_500)],
    ['a page for people', '<!doctype html><html><head><title>FRITZ!Box</title></head><body>login</body></html>'],
    ['another name space', good.replace('schemas-upnp-org:device-1-0', 'schemas-upnp-org:device-9-0')],
    ['no name space, as a WAG200G', captured('linksys-wag200g-no-namespace')],
    ['a prefix that nobody declared', good.replace('<friendlyName>', '<x:y/><friendlyName>')],
    ['two roots', `${good}${good}`],
    ['a URLBase elsewhere', good.replace('<device>', '<URLBase>http://192.0.2.7/</URLBase><device>')],
    ['a URLBase by name', good.replace('<device>', '<URLBase>http://router.local/</URLBase><device>')],
    ['a control URL elsewhere', good.replace('>/ctl/IPConn<', '>http://192.0.2.7/ctl/IPConn<')],
    ['a control URL elsewhere, without a scheme', good.replace('>/ctl/IPConn<', '>//192.0.2.7/ctl/IPConn<')],
    ['a control URL elsewhere, backwards', good.replace('>/ctl/IPConn<', '>\\\\192.0.2.7\\ctl<')],
    ['a control URL that looks like ours', good.replace('>/ctl/IPConn<', '>http://192.168.1.1@192.0.2.7/ctl<')],
    ['a control URL with a password', good.replace('>/ctl/IPConn<', '>http://a:b@192.168.1.1/ctl<')],
    ['a control URL that is no http', good.replace('>/ctl/IPConn<', '>file:///ctl/IPConn<')],
    ['nothing', ''],
  ])('%s', (_name, xml) => {
    const started = performance.now();
    expect(read(at, xml)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('in a character set it does not keep to, or that nobody needs', () => {
    const umlaut = Buffer.from([0xfc]);
    expect(
      decode(Buffer.concat([Buffer.from('<?xml version="1.0"?><a>'), umlaut, Buffer.from('</a>')]), 'text/xml'),
    ).toBeNull();
    expect(decode(Buffer.from(good, 'utf16le'), 'text/xml; charset=utf-16')).toBeNull();
    expect(decode(Buffer.from('+ADw-a/+AD4-'), 'text/xml; charset=utf-7')).toBeNull();
    const latin = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>'),
      umlaut,
      Buffer.from('</a>'),
    ]);
    expect(readXml(decode(latin, 'text/xml')!)?.text).toBe('ü');
    expect(readXml(decode(Buffer.from(`\uFEFF${good}`), 'text/xml')!)?.name).toBe('root');
  });
});
