// Real sockets on loopback: a router that lies, drips, floods and sends us elsewhere. Recognising it ends in time, in little memory, and
// nobody but the router is ever asked.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { gateway, networkIo } from '../../../../electron/network/gateway/index';
import { captured, shippedGuides } from './captured';
import { answerOf } from './played';

const address = '127.0.0.1';
const other = '127.0.0.2';
const guides = shippedGuides();
const whole = '/rootDesc.xml';
const good = captured('openwrt');

type Closing = (close: () => void) => void;

const portOf = (closing: Closing, server: TcpServer, host = address): Promise<number> =>
  new Promise((resolve) => {
    closing(() => server.close());
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
  });

async function serve(closing: Closing, listener: RequestListener): Promise<number> {
  const server: Server = createServer(listener);
  closing(() => server.closeAllConnections());
  return portOf(closing, server);
}

/** Somebody else, where nothing should ever come. */
async function somebodyElse(closing: Closing): Promise<{ readonly port: number; asked: number }> {
  const there = { port: 0, asked: 0 };
  const server = createTcpServer((socket) => {
    there.asked++;
    socket.destroy();
  });
  there.port = await portOf(closing, server, other);
  return there;
}

/** Answers each search with these, from a port of its own as libupnp does. */
function answerSearches(closing: Closing, answers: () => readonly string[]): Promise<number> {
  const heard: Socket = createSocket('udp4');
  const said: Socket = createSocket('udp4');
  closing(() => heard.close());
  closing(() => said.close());
  heard.on('message', (_text, { port }) => {
    for (const answer of answers()) said.send(answer, port, address);
  });
  return new Promise((resolve) => heard.bind(0, address, () => resolve(heard.address().port)));
}

interface Hostile {
  /** What it says to a search; `port` is where it serves. */
  readonly locations?: (port: number) => readonly string[];
  readonly page: RequestListener;
}

/** One server plays all of the router's pages. */
async function router(
  closing: Closing,
  { locations = (port) => [`http://${address}:${port}${whole}`], page }: Hostile,
) {
  const asked: string[] = [];
  const port = await serve(closing, (request, response) => {
    asked.push(request.url ?? '');
    page(request, response);
  });
  const search = await answerSearches(closing, () => locations(port).map((location) => answerOf(location)));
  const io = networkIo({
    makerOf: () => null,
    ports: { search, fritzBox: port, pages: port, securePages: 1 },
    descriptions: [],
    platform: 'linux',
  });
  return { asked, port, gateway: gateway(io) };
}

const xml = (response: ServerResponse, text: string | Buffer): void => {
  response.writeHead(200, { 'Content-Type': 'text/xml; charset="utf-8"' }).end(text);
};

/** Serves this as its description, and nothing else. */
const describing =
  (answer: (response: ServerResponse) => void): RequestListener =>
  (request, response) => {
    if (request.url === whole) answer(response);
    else response.writeHead(404).end();
  };

/** Writes without end, as fast as it is read. */
function flood(response: ServerResponse, chunk: string): void {
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

function drip(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'text/xml' });
  let n = 0;
  const timer = setInterval(() => response.write(text[n++ % text.length]), 20);
  response.on('close', () => clearInterval(timer));
}

const unrecognised = { guide: 'generic', model: null, by: null, upnp: false };

describe.concurrent('over the network', () => {
  it('a good router is recognised soon', async ({ onTestFinished }) => {
    const { gateway, asked } = await router(onTestFinished, { page: describing((response) => xml(response, good)) });
    const started = performance.now();
    const seen = await gateway.detect(address, guides);
    expect(seen).toMatchObject({ guide: 'openwrt', model: 'OpenWrt router', by: 'description', upnp: true });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(asked.filter((path) => path === whole)).toHaveLength(1);
  });

  it('its port mapping and address are read', async ({ onTestFinished }) => {
    const answers: Record<string, string> = {
      GetExternalIPAddress: '<NewExternalIPAddress>203.0.113.2</NewExternalIPAddress>',
      GetSpecificPortMappingEntry:
        '<NewInternalPort>51820</NewInternalPort><NewInternalClient>192.168.1.10</NewInternalClient><NewEnabled>1</NewEnabled>' +
        '<NewPortMappingDescription>ours</NewPortMappingDescription><NewLeaseDuration>0</NewLeaseDuration>',
    };
    const { gateway } = await router(onTestFinished, {
      page: (request, response) => {
        const action = /#(\w+)"/.exec(String(request.headers['soapaction']))?.[1] ?? '';
        const said = `<u:${action}Response xmlns:u="x">${answers[action]}</u:${action}Response>`;
        const envelope = 'http://schemas.xmlsoap.org/soap/envelope/';
        xml(
          response,
          request.method === 'GET' ? good : `<s:Envelope xmlns:s="${envelope}"><s:Body>${said}</s:Body></s:Envelope>`,
        );
      },
    });
    expect(await gateway.wanAddress(address)).toBe('203.0.113.2');
    expect(await gateway.mapping(address, 51_820)).toEqual({
      to: '192.168.1.10',
      port: 51_820,
      leaseSeconds: 0,
      description: 'ours',
    });
  });
});

const bomb = `<?xml version="1.0"?><!DOCTYPE root [<!ENTITY a "${'ha'.repeat(1_000)}">${Array.from({ length: 20 }, (_, n) => `<!ENTITY b${n} "${'&a;'.repeat(100)}">`).join('')}]>${good.slice(21).replace('OpenWrt router', '&b1;')}`;
const fetched = (elsewhere: string): string =>
  `<?xml version="1.0"?><!DOCTYPE root [<!ENTITY x SYSTEM "${elsewhere}/x">]>${good.slice(21).replace('OpenWrt router', '&x;')}`;
/** Each is told where somebody else is. */
const hostiles: readonly (readonly [string, (elsewhere: string) => Hostile])[] = [
  ['an entity bomb', () => ({ page: describing((response) => xml(response, bomb)) })],
  ['an entity from elsewhere', (elsewhere) => ({ page: describing((response) => xml(response, fetched(elsewhere))) })],
  [
    'a description at another host',
    (elsewhere) => ({
      locations: () => [`${elsewhere}${whole}`, `${elsewhere}${whole}?2`],
      page: describing((r) => r.end()),
    }),
  ],
  [
    'a redirect of the description to another host',
    (elsewhere) => ({ page: (_request, r) => r.writeHead(302, { Location: `${elsewhere}${whole}` }).end() }),
  ],
  [
    'a redirect of the description within the router',
    () => ({ page: describing((r) => r.writeHead(302, { Location: '/good' }).end()) }),
  ],
  [
    'a base at another host',
    (elsewhere) => ({
      page: describing((r) => xml(r, good.replace('<device>', `<URLBase>${elsewhere}</URLBase><device>`))),
    }),
  ],
  [
    'a control URL at another host',
    (elsewhere) => ({ page: describing((r) => xml(r, good.replace('>/ctl/IPConn<', `>${elsewhere}/ctl<`))) }),
  ],
  ['megabytes', () => ({ page: describing((r) => flood(r, `<!--${'x'.repeat(60_000)}-->`)) })],
  ['megabytes that are announced', () => ({ page: describing((r) => xml(r, Buffer.alloc(30_000_000, 'x'))) })],
  ['a slow drip', () => ({ page: (_request, response) => drip(response, good) })],
  ['an answer that never comes', () => ({ page: () => {} })],
  [
    'a head without end',
    () => ({ page: (request) => void request.socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_000_000)}`) }),
  ],
  ['no HTTP at all', () => ({ page: (request) => void request.socket.end('\u0000SSH-2.0-router\r\n') })],
  [
    'bytes that are not what they say',
    () => ({ page: describing((r) => xml(r, Buffer.from(good.replace('OpenWrt', '\u00fc'), 'latin1'))) }),
  ],
  ['a cut-off description', () => ({ page: describing((r) => xml(r, good.slice(0, 900))) })],
  ['a page for people', () => ({ page: describing((r) => r.end('<html><body>Login<br></body></html>')) })],
  [
    '10,000 levels',
    () => ({
      page: describing((r) => xml(r, `<root xmlns="urn:schemas-upnp-org:device-1-0">${'<device>'.repeat(10_000)}`)),
    }),
  ],
  [
    'a thousand answers to a search',
    () => ({
      locations: (port) => Array.from({ length: 1_000 }, (_, n) => `http://${address}:${port}/${n}`),
      page: (_request, r) => r.writeHead(404).end(),
    }),
  ],
];

describe.concurrent('a router that means harm, or is broken', () => {
  it.for(hostiles)(
    'with %s is refused quietly, in time, and nobody else is asked',
    async ([, hostile], { onTestFinished }) => {
      const elsewhere = await somebodyElse(onTestFinished);
      const { gateway, asked } = await router(onTestFinished, hostile(`http://${other}:${elsewhere.port}`));
      const started = performance.now();
      const seen = await gateway.detect(address, guides);
      expect(seen).toMatchObject(unrecognised);
      expect(performance.now() - started).toBeLessThan(6_000);
      expect(elsewhere.asked).toBe(0);
      expect(asked.length).toBeLessThan(12);
    },
  );
});

describe('a flood', () => {
  it.for(['megabytes', 'an entity bomb'])('of %s takes little memory', async (name, { onTestFinished }) => {
    const hostile = hostiles.find(([one]) => one === name)![1];
    const { gateway } = await router(onTestFinished, hostile(''));
    const before = process.memoryUsage().rss;
    expect(await gateway.detect(address, guides)).toMatchObject(unrecognised);
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });
});

describe.concurrent('who is waited for', () => {
  it('a router whose pages hang is recognised by its description all the same, soon', async ({ onTestFinished }) => {
    const { gateway } = await router(onTestFinished, {
      page: (request, response) => {
        if (request.url === whole) xml(response, good);
      },
    });
    const started = performance.now();
    expect(await gateway.detect(address, guides)).toMatchObject({ guide: 'openwrt', by: 'description' });
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it('one who asks no longer ends it at once', async ({ onTestFinished }) => {
    const { gateway } = await router(onTestFinished, { page: () => {} });
    const asking = new AbortController();
    const seen = gateway.detect(address, guides, asking.signal);
    const started = performance.now();
    asking.abort();
    expect(await seen).toMatchObject(unrecognised);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('a title is taken from the beginning of a page without end', async ({ onTestFinished }) => {
    const { gateway } = await router(onTestFinished, {
      locations: () => [],
      page: (request, response) => {
        if (request.url === '/') flood(response, `<title>pfSense - Login</title>${' '.repeat(10_000)}`);
        else response.writeHead(404).end();
      },
    });
    expect(await gateway.detect(address, guides)).toMatchObject({ guide: 'pfsense', by: 'title' });
  });

  it('an answer from another address is not heard', async ({ onTestFinished }) => {
    const heard = createSocket('udp4');
    const stranger = createSocket('udp4');
    onTestFinished(() => void heard.close());
    onTestFinished(() => void stranger.close());
    const port = await serve(
      onTestFinished,
      describing((response) => xml(response, good)),
    );
    await new Promise<void>((resolve) => stranger.bind(0, other, resolve));
    heard.on('message', (_text, from) =>
      stranger.send(answerOf(`http://${address}:${port}${whole}`), from.port, address),
    );
    await new Promise<void>((resolve) => heard.bind(0, address, resolve));
    const ports = { search: heard.address().port, fritzBox: 1, pages: 1, securePages: 1 };
    const io = networkIo({ makerOf: () => null, ports, descriptions: [], platform: 'linux' });
    expect(await gateway(io).detect(address, guides)).toMatchObject(unrecognised);
  });
});
