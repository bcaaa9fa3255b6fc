// The resolver's answers as data.
import { describe, expect, it } from 'vitest';
import { household, openZone } from './cloudflare/store.ts';
import { answer, edgeIpv6 } from './dns/answers.ts';
import { addressOf } from './places.ts';

const zone = openZone('z', 'example-family.net', undefined, household);
const ask = (name: string, type: string) => answer({ name, type }, zone);

describe('the public resolver', () => {
  it('knows the services of the lab', () => {
    expect(ask('GHCR.io', 'A').answers).toMatchObject([{ data: addressOf.registry }]);
    expect(ask('ghcr.io', 'AAAA')).toMatchObject({ rcode: 'NOERROR', answers: [], authorities: [{ type: 'SOA' }] });
  });

  it('knows nothing else', () => {
    expect(ask('example.com', 'A')).toMatchObject({ rcode: 'NXDOMAIN', authorities: [{ type: 'SOA' }] });
  });
});

describe("the household's zone", () => {
  it('answers a proxied name with the edge, in every family and in HTTPS records', () => {
    const name = 'www.example-family.net';
    expect(ask(name, 'A').answers).toMatchObject([{ data: addressOf.edge }]);
    expect(ask(name, 'AAAA').answers).toMatchObject([{ data: edgeIpv6 }]);
    expect(ask(name, 'HTTPS').answers).toHaveLength(1);
    expect(ask(name, 'CNAME').answers).toEqual([]);
  });

  it('tells a name without records from one that has others', () => {
    expect(ask('photos.example-family.net', 'A').rcode).toBe('NXDOMAIN');
    expect(ask('mail.example-family.net', 'AAAA')).toMatchObject({ rcode: 'NOERROR', answers: [] });
  });

  it('has an authority of its own', () => {
    expect(ask('example-family.net', 'SOA')).toMatchObject({ authoritative: true, answers: [{ type: 'SOA' }] });
    expect(ask('example-family.net', 'NS').answers).toHaveLength(2);
  });

  it('holds what the API was given, in the same instant', () => {
    const challenge = '_acme-challenge.photos.example-family.net';
    const record = zone.add({ type: 'TXT', name: challenge, content: '"token"', ttl: 120 });
    expect(ask(challenge, 'TXT').answers).toMatchObject([{ data: ['token'], ttl: 120 }]);
    expect(ask('photos.example-family.net', 'A').rcode).toBe('NOERROR');
    zone.remove(record.id);
    expect(ask(challenge, 'TXT').rcode).toBe('NXDOMAIN');
  });

  it('follows an alias', () => {
    zone.add({ type: 'CNAME', name: 'post.example-family.net', content: 'mail.example-family.net', ttl: 60 });
    expect(ask('post.example-family.net', 'A').answers).toMatchObject([{ type: 'CNAME' }, { data: addressOf.edge }]);
  });
});
