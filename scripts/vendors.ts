// Which makers of routers have which MAC prefixes, from the IEEE's list as Debian packs it, into resources/routers/vendors.json:
//   apt-get download ieee-data && dpkg-deb -x ieee-data_*.deb ieee && npx tsx scripts/vendors.ts ieee/usr/share/ieee-data
// The surprise: one maker has been many companies (Vantiva was Technicolor was Thomson), so names are brought together here.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build/bundles';

/** The name we say, and how the registered organizations begin. */
const makers: readonly (readonly [string, RegExp])[] = [
  ['AVM', /^AVM (?:GmbH|Audiovisuelles)/],
  ['Arcadyan', /^Arcadyan/],
  ['ARRIS', /^(?:ARRIS|CommScope|Pace Americas)/i],
  ['Askey', /^ASKEY/i],
  ['ASUSTeK', /^ASUSTek/i],
  ['Belkin', /^Belkin/i],
  ['British Telecommunications', /^British Telecommunications/],
  ['Comcast', /^Comcast Cable/],
  ['Compal', /^Compal Broadband/],
  ['Deciso', /^Deciso/],
  ['Deutsche Telekom', /^Deutsche Telekom/],
  ['eero', /^eero/],
  ['Google', /^(?:Google|Nest Labs)/],
  ['Hitron', /^Hitron/],
  ['Huawei', /^Huawei Technologies/i],
  ['Linksys', /^(?:Cisco-Linksys|The Linksys|Linksys)/],
  ['MikroTik', /^(?:Routerboard|Mikrotik)/i],
  ['NETGEAR', /^NETGEAR/],
  ['Sagemcom', /^Sagemcom Broadband/],
  ['Sercomm', /^Sercomm/i],
  ['TP-Link', /^TP-LINK/i],
  ['Ubiquiti', /^Ubiquiti/],
  ['Vantiva', /^(?:Vantiva|Technicolor (?:CH|Delivery)|Thomson Telecom)/],
  ['Vodafone', /^Vodafone (?:Italia|Omnitel|UK)/],
  ['ZTE', /^zte corporation/i],
  ['Zyxel', /^Zyxel/],
];
const prefixesPerLine = 14;

const [folder = '/usr/share/ieee-data'] = process.argv.slice(2);
const registered = readFileSync(join(folder, 'oui.csv'), 'utf8').split('\n').flatMap(readLine);
const found = makers.map(([name, pattern]) => [name, prefixesOf(pattern)] as const);
const target = join(root, 'resources', 'routers', 'vendors.json');
writeFileSync(
  target,
  `${JSON.stringify(Object.fromEntries(found.map(([name, all]) => [name, lines(all)])), null, 2)}\n`,
);
for (const [name, all] of found) console.log(`${String(all.length).padStart(5)} ${name}`);

/** `MA-L,3CA62F,AVM GmbH,…` or, with a comma in the name, `MA-L,00000C,"Cisco Systems, Inc",…` */
function readLine(line: string): { prefix: string; name: string }[] {
  const read = /^MA-L,([0-9A-F]{6}),(?:"([^"]*)"|([^,]*)),/.exec(line);
  return read?.[1] === undefined ? [] : [{ prefix: read[1], name: read[2] ?? read[3] ?? '' }];
}

function prefixesOf(pattern: RegExp): readonly string[] {
  const all = registered.filter(({ name }) => pattern.test(name)).map(({ prefix }) => prefix);
  if (all.length === 0) throw new Error(`nobody in the list is called ${pattern.source}`);
  return [...new Set(all)].sort();
}

function lines(all: readonly string[]): readonly string[] {
  return Array.from({ length: Math.ceil(all.length / prefixesPerLine) }, (_, n) =>
    all.slice(n * prefixesPerLine, (n + 1) * prefixesPerLine).join(' '),
  );
}
