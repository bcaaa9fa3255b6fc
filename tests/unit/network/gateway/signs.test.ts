// Which guide fits, by the signs of guides; and the smaller readers: places, answers to a search, neighbour tables, makers, titles.
import { describe, expect, it } from 'vitest';
import { match, says, type Evidence } from '../../../../electron/network/gateway/match';
import { hardwareAddressIn } from '../../../../electron/network/gateway/neighbour';
import { openPlaceAt, placeAt } from '../../../../electron/network/gateway/place';
import { readAnswer } from '../../../../electron/network/gateway/search';
import { titleIn } from '../../../../electron/network/gateway/title';
import { readVendors } from '../../../../electron/network/gateway/vendors';
import { signs, shippedGuides, vendors } from './captured';
import { answerOf } from './played';

const guides = [
  signs('asus', ['RT-AX'], ['ASUS', 'ASUSTeK'], true),
  signs('archer', ['Archer'], ['TP-Link'], true),
  signs('deco', ['Deco'], []),
  signs('bt', ['BT Smart Hub', 'Smart Hub'], ['BT']),
  signs('other-hub', ['Smart Hub'], ['Acme']),
  signs('pfsense', ['pfSense'], ['Netgate'], true),
  signs('generic', [], []),
];
const description = (models: readonly string[], ...makers: string[]): Evidence => ({
  by: 'description',
  models,
  makers,
});
const vendor = (maker: string): Evidence => ({ by: 'vendor', models: [], makers: [maker] });
const title = (text: string): Evidence => ({ by: 'title', models: [text], makers: [] });

describe('the guide that fits', () => {
  it.each<[string, readonly Evidence[], string | null, string | null]>([
    ['a model', [description(['RT-AX88U'], 'ASUSTeK Computer Inc.')], 'asus', 'description'],
    ['a hub that names who built it', [description(['BT Smart Hub 2'], 'Sagemcom')], 'bt', 'description'],
    ['of two models of one name, by the maker', [description(['Smart Hub 2'], 'Acme Ltd')], 'other-hub', 'description'],
    ['of two models, the one that is named more exactly', [description(['BT Smart Hub'], 'x')], 'bt', 'description'],
    ['a maker who is enough', [description(['TL-R605'], 'TP-Link')], 'archer', 'description'],
    ['a model of a maker who has another', [description(['Deco X50'], 'TP-Link')], 'deco', 'description'],
    ['a maker who is not enough', [description(['Thing'], 'BT')], null, null],
    ['the maker of the network card', [vendor('ASUSTeK')], 'asus', 'vendor'],
    ['a firewall on a board of ASUS', [vendor('ASUSTeK'), title('pfSense - Login')], 'pfsense', 'title'],
    ['a title', [title('Archer AX55')], 'archer', 'title'],
    ['the better way of two', [description(['RT-AX88U']), title('pfSense')], 'asus', 'description'],
    ['a name within a word', [title('Decoder'), description(['BTicino Smart'], 'BTicino')], null, null],
    ['nothing', [], null, null],
  ])('%s', (_name, evidence, guide, by) => {
    expect(match(evidence, guides)).toEqual(guide === null ? null : { guide, by });
  });

  it.each([
    ['FRITZ!Box 7590 AX', 'FRITZ!Box', true],
    ['fritz!box', 'FRITZ!Box', true],
    ['InternetGatewayDeviceV2 - FRITZ!Box 7490', 'FRITZ!Box', true],
    ['WRT1900ACS', 'WRT', true],
    ['R7000P', 'R7000', true],
    ['CGM4140COM', 'CGM4', true],
    ['chAP', 'hAP', false],
    ['happy', 'hAP', false],
    ['EA7500', 'EA7', true],
    ['SEA7500', 'EA7', false],
    ['xR7000', 'R7000', false],
    ['anything (.*', '.*', true],
    ['anything', '.*', false],
  ])('%s says %s: %s', (text, sign, expected) => expect(says(text, sign)).toBe(expected));

  it('no shipped guide takes another one’s name', () => {
    const shipped = shippedGuides();
    for (const { id, signs } of shipped) {
      for (const model of signs.models) {
        const found = match([{ by: 'description', models: [model], makers: signs.makers.slice(0, 1) }], shipped);
        expect(found?.guide, `${model} of ${id}`).toBe(id);
      }
    }
  });
});

describe('a place', () => {
  it.each([
    ['http://192.168.1.1:5000/rootDesc.xml', { secure: false, port: 5000, path: '/rootDesc.xml' }],
    ['http://192.168.1.1/d.xml?a=b', { secure: false, port: 80, path: '/d.xml?a=b' }],
    [' http://192.168.1.1:80/d.xml   ', { secure: false, port: 80, path: '/d.xml' }],
    ['https://192.168.1.1/', null],
    ['http://192.168.1.2:5000/rootDesc.xml', null],
    ['http://192.168.1.1.example.net/', null],
    ['http://user@192.168.1.1/', null],
    ['http://192.168.1.1@192.0.2.7/', null],
    ['http://192.168.1.1:0/', null],
    ['http://fritz.box:49000/igddesc.xml', null],
    ['ftp://192.168.1.1/', null],
    ['/relative', null],
    [`http://192.168.1.1/${'x'.repeat(600)}`, null],
    ['', null],
  ])('%s', (url, place) => expect(openPlaceAt('192.168.1.1', url)).toEqual(place));

  it('may be secure where a person would go', () => {
    expect(placeAt('192.168.1.1', 'https://192.168.1.1:8443/login')).toEqual({
      secure: true,
      port: 8443,
      path: '/login',
    });
  });
});

describe('an answer to a search', () => {
  const igd = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';
  it('tells where the description is, and whether of a gateway', () => {
    expect(readAnswer('192.168.1.1', answerOf('http://192.168.1.1:5000/d.xml', igd))).toEqual({
      place: { secure: false, port: 5000, path: '/d.xml' },
      gateway: true,
    });
    expect(readAnswer('192.168.1.1', 'HTTP/1.1 200 OK\nlocation:http://192.168.1.1/d.xml\n\n')?.gateway).toBe(false);
  });

  it.each([
    ['of somebody else', answerOf('http://192.168.1.2:5000/d.xml')],
    ['to somewhere in the internet', answerOf('http://192.0.2.7/d.xml')],
    ['without a place', 'HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n'],
    ['that is an announcement', answerOf('http://192.168.1.1/d.xml').replace('HTTP/1.1 200 OK', 'NOTIFY * HTTP/1.1')],
    ['that is noise', '\u0000\u0001\u0002'],
  ])('%s is none', (_name, text) => expect(readAnswer('192.168.1.1', text)).toBeNull());
});

const linux = `IP address       HW type     Flags       HW address            Mask     Device
192.168.178.10   0x1         0x2         52:54:00:12:34:56     *        eth0
192.168.178.1    0x1         0x2         3c:a6:2f:01:23:45     *        eth0
192.168.178.11   0x1         0x0         00:00:00:00:00:00     *        eth0
`;
const windows = `\r\nSchnittstelle: 192.168.178.20 --- 0x6\r\n  Internetadresse       Physische Adresse     Typ\r\n  192.168.178.1         3c-a6-2f-01-23-45     dynamisch \r\n`;
const mac = '? (192.168.178.1) at 3c:a6:2f:1:23:45 on en0 ifscope [ethernet]\n';

describe('a neighbour table', () => {
  it.each([
    ['Linux', linux],
    ['Windows in German', windows],
    ['macOS', mac],
  ])('of %s', (_name, table) => expect(hardwareAddressIn(table, '192.168.178.1')).toBe('3C:A6:2F:01:23:45'));

  it.each([
    ['not resolved', linux, '192.168.178.11'],
    ['the beginning of another address', linux, '192.168.178.100'],
    ['unknown on macOS', '? (192.168.178.9) at (incomplete) on en0 ifscope [ethernet]\n', '192.168.178.9'],
    ['nobody', 'Keine ARP-Einträge gefunden.', '192.168.178.1'],
  ])('%s', (_name, table, address) => expect(hardwareAddressIn(table, address)).toBeNull());
});

describe('the maker of a network card', () => {
  const makerOf = readVendors(vendors());
  it.each([
    ['3C:A6:2F:01:23:45', 'AVM'],
    ['04-d4-c4-00-00-01', 'ASUSTeK'],
    ['48:8F:5A:00:00:01', 'MikroTik'],
    ['3E:A6:2F:01:23:45', null],
    ['52:54:00:12:34:56', null],
    ['', null],
  ])('%s: %s', (address, maker) => expect(makerOf(address)).toBe(maker));

  it.each([
    ['AVM', 'fritzbox'],
    ['ASUSTeK', 'asus'],
    ['TP-Link', 'tp-link-archer'],
    ['NETGEAR', 'netgear'],
    ['Linksys', 'linksys'],
    ['Belkin', 'linksys'],
    ['Ubiquiti', 'unifi'],
    ['MikroTik', 'mikrotik'],
    ['eero', 'eero'],
    ['Google', 'nest-wifi'],
    ['Vodafone', 'vodafone-station'],
    ['Comcast', 'xfinity'],
    ['Deciso', 'pfsense'],
    // they build what others put their name on
    ['Arcadyan', null],
    ['Sagemcom', null],
    ['Vantiva', null],
    ['Huawei', null],
  ])('%s leads to %s', (maker, guide) => {
    expect(match([vendor(maker)], shippedGuides())?.guide ?? null).toBe(guide);
  });
});

describe('a title', () => {
  it.each([
    ['<html><head><title>FRITZ!Box</title>', 'FRITZ!Box'],
    ['<HTML><TITLE lang="en">\n  Vodafone\n Station &amp; more </TITLE>', 'Vodafone Station & more'],
    ['<title>NETGEAR Router R7000 &#x27;</title>', 'NETGEAR Router R7000 &#x27;'],
    ['<title>a&#33;</title>', 'a!'],
    ['<title></title>', null],
    ['<title>never ends', null],
    ['<p>no title</p>', null],
  ])('%s', (page, expected) => expect(titleIn(page)).toBe(expected));

  it.each([
    ['Vodafone Station', 'vodafone-station'],
    ['o2 HomeBox 6641', 'o2-homebox'],
    ['Speedport Smart 4', 'speedport'],
    ['pfSense - Login', 'pfsense'],
    ['Login | OPNsense', 'pfsense'],
    ['OpenWrt - LuCI', 'openwrt'],
    ['UniFi OS', 'unifi'],
    ['RouterOS router configuration page', 'mikrotik'],
    ['Login - Xfinity', 'xfinity'],
    ['BT Smart Hub Manager', 'bt-smart-hub'],
    ['Livebox', 'livebox'],
    ['Login', null],
  ])('%s leads to %s', (text, guide) => expect(match([title(text)], shippedGuides())?.guide ?? null).toBe(guide));
});
