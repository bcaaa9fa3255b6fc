// Question → answer, as pure data: the lab's public resolver, which is also the authority of the household's zone.
// Surprise: a proxied record answers like Cloudflare's own (edge address, AAAA, and an HTTPS record with address hints),
// because exactly these lead phones past a home's DNS override when the override forgets them.
import { addresses, addresses6, addressOf } from '../places.ts';
import { isIn, unquoted, type RecordSource, type ZoneRecord } from './zone.ts';

export type Data =
  | { readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS'; readonly name: string; readonly ttl: number; readonly data: string }
  | { readonly type: 'TXT'; readonly name: string; readonly ttl: number; readonly data: string[] }
  | {
      readonly type: 'MX';
      readonly name: string;
      readonly ttl: number;
      readonly data: { preference: number; exchange: string };
    }
  | {
      readonly type: 'CAA';
      readonly name: string;
      readonly ttl: number;
      readonly data: { flags: number; tag: 'issue' | 'issuewild' | 'iodef'; value: string };
    }
  | { readonly type: 'SOA'; readonly name: string; readonly ttl: number; readonly data: Soa }
  | { readonly type: 'UNKNOWN_65'; readonly name: string; readonly ttl: number; readonly data: Buffer };

interface Soa {
  readonly mname: string;
  readonly rname: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export interface Reply {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  readonly authoritative: boolean;
  readonly answers: readonly Data[];
  readonly authorities: readonly Data[];
}

export const edgeIpv6 = '2001:db8:cf::30';
const nameServers = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];
const proxiedTtl = 300;
const longestCnameChain = 8;

export function answer(question: { name: string; type: string }, zone: RecordSource | undefined): Reply {
  const name = question.name.toLowerCase().replace(/\.$/, '');
  const type = question.type === 'HTTPS' ? 'UNKNOWN_65' : question.type;
  if (zone && isIn(name, zone)) return fromZone(name, type, zone);
  return fromTable(name, type);
}

function fromTable(name: string, type: string): Reply {
  const address = addresses[name];
  if (address === undefined) return negative('NXDOMAIN', false, rootSoa());
  if (type === 'A') return positive(false, [{ type: 'A', name, ttl: 60, data: address }]);
  const address6 = addresses6[name];
  if (type === 'AAAA' && address6 !== undefined) return positive(false, [{ type, name, ttl: 60, data: address6 }]);
  return negative('NOERROR', false, rootSoa());
}

function fromZone(name: string, type: string, zone: RecordSource): Reply {
  const answers = lookUp(name, type, zone, 0);
  if (answers.length > 0) return positive(true, answers);
  return negative(exists(name, zone) ? 'NOERROR' : 'NXDOMAIN', true, soa(zone.name));
}

function lookUp(name: string, type: string, zone: RecordSource, depth: number): Data[] {
  if (name === zone.name && type === 'SOA') return [soa(name)];
  if (name === zone.name && type === 'NS') return nameServers.map((data) => ({ type: 'NS', name, ttl: 86_400, data }));
  const here = recordsAt(name, zone);
  if (here.some((record) => record.proxied)) {
    const edge = throughEdge(name, type);
    return edge.length > 0 ? edge : here.filter((r) => !r.proxied && r.type === type).flatMap(direct);
  }
  const exact = here.filter((record) => record.type === type);
  if (exact.length > 0) return exact.flatMap(direct);
  const alias = here.find((record) => record.type === 'CNAME');
  if (!alias || depth >= longestCnameChain) return [];
  return [...direct(alias), ...further(alias.content.toLowerCase(), type, zone, depth + 1)];
}

function further(target: string, type: string, zone: RecordSource, depth: number): Data[] {
  if (target === zone.name || target.endsWith(`.${zone.name}`)) return lookUp(target, type, zone, depth);
  return [...fromTable(target, type).answers];
}

function recordsAt(name: string, zone: RecordSource): ZoneRecord[] {
  const here = zone.records().filter((record) => record.name === name);
  if (here.length > 0 || exists(name, zone)) return here;
  const wildcard = `*.${name.split('.').slice(1).join('.')}`;
  return zone.records().filter((record) => record.name === wildcard);
}

/** A name exists when it, or anything below it, has a record (RFC 8020: an empty non-terminal is no NXDOMAIN). */
function exists(name: string, zone: RecordSource): boolean {
  if (name === zone.name) return true;
  return zone.records().some((record) => record.name === name || record.name.endsWith(`.${name}`));
}

function throughEdge(name: string, type: string): Data[] {
  if (type === 'A') return [{ type: 'A', name, ttl: proxiedTtl, data: addressOf.edge }];
  if (type === 'AAAA') return [{ type: 'AAAA', name, ttl: proxiedTtl, data: edgeIpv6 }];
  if (type === 'UNKNOWN_65') return [{ type: 'UNKNOWN_65', name, ttl: proxiedTtl, data: httpsRecord() }];
  return [];
}

function direct(record: ZoneRecord): Data[] {
  const { name, content } = record;
  const ttl = record.ttl === 1 ? proxiedTtl : record.ttl;
  switch (record.type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
      return [{ type: record.type, name, ttl, data: content }];
    case 'TXT':
      return [{ type: 'TXT', name, ttl, data: pieces(unquoted(content)) }];
    case 'MX':
      return [{ type: 'MX', name, ttl, data: { preference: record.priority ?? 0, exchange: content } }];
    case 'CAA':
      return caa(record, ttl);
    case 'SRV':
    case 'HTTPS':
      return [];
  }
}

/** One TXT string holds at most 255 bytes. */
const pieces = (text: string): string[] => text.match(/.{1,255}/gs) ?? [''];

function caa(record: ZoneRecord, ttl: number): Data[] {
  const { flags, tag, value } = record.data ?? {};
  if (typeof value !== 'string' || (tag !== 'issue' && tag !== 'issuewild' && tag !== 'iodef')) return [];
  return [{ type: 'CAA', name: record.name, ttl, data: { flags: Number(flags ?? 0), tag, value } }];
}

/** `1 . alpn="h3,h2" ipv4hint=<edge> ipv6hint=<edge>`: dns-packet does not know the type, so its bytes are made here. */
function httpsRecord(): Buffer {
  const alpn = Buffer.concat(['h3', 'h2'].map((id) => Buffer.concat([Buffer.from([id.length]), Buffer.from(id)])));
  const ipv4 = Buffer.from(addressOf.edge.split('.').map(Number));
  const ipv6 = Buffer.from('20010db800cf00000000000000000030', 'hex');
  const priorityAndRoot = Buffer.from([0, 1, 0]);
  return Buffer.concat([
    priorityAndRoot,
    serviceParameter(1, alpn),
    serviceParameter(4, ipv4),
    serviceParameter(6, ipv6),
  ]);
}

function serviceParameter(key: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(key, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

const positive = (authoritative: boolean, answers: readonly Data[]): Reply => ({
  rcode: 'NOERROR',
  authoritative,
  answers,
  authorities: [],
});

const negative = (rcode: 'NOERROR' | 'NXDOMAIN', authoritative: boolean, authority: Data): Reply => ({
  rcode,
  authoritative,
  answers: [],
  authorities: [authority],
});

const soa = (name: string): Data => ({
  type: 'SOA',
  name,
  ttl: 60,
  data: {
    mname: nameServers[0] ?? '',
    rname: 'dns.cloudflare.com',
    serial: 2_400_000_001,
    refresh: 10_000,
    retry: 2_400,
    expire: 604_800,
    minimum: 60,
  },
});

const rootSoa = (): Data => ({
  type: 'SOA',
  name: '',
  ttl: 60,
  data: {
    mname: 'a.root-servers.net',
    rname: 'nstld.verisign-grs.com',
    serial: 2_026_112_300,
    refresh: 1_800,
    retry: 900,
    expire: 604_800,
    minimum: 60,
  },
});
