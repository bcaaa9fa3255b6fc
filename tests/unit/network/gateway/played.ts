// A router that is played: no network, and every question it was asked is written down.
import type { GatewayIo, Page, Question } from '../../../../electron/network/gateway/io';
import { readVendors } from '../../../../electron/network/gateway/vendors';
import { vendors } from './captured';

export interface Played {
  readonly address?: string;
  /** LOCATIONs it answers a search with; none = silent. */
  readonly locations?: readonly string[];
  /** "49000/igddesc.xml" and what is there: a whole page or the body of a good one. A function sees the question. */
  readonly pages?: Readonly<Record<string, string | Partial<Page> | ((question: Question) => string | Partial<Page>)>>;
  readonly hardware?: string;
}

export interface PlayedRouter extends GatewayIo {
  readonly asked: string[];
  readonly said: string[];
}

const makerOf = readVendors(vendors());

export function play({ locations = [], pages = {}, hardware }: Played): PlayedRouter {
  const asked: string[] = [];
  const said: string[] = [];
  return {
    asked,
    said,
    ports: { search: 1900, fritzBox: 49_000, pages: 80, securePages: 443 },
    descriptions: [{ secure: false, port: 49_000, path: '/igddesc.xml' }],
    ask: async (_address, question) => {
      const { port, path } = question.place;
      asked.push(`${port}${path}`);
      const there = pages[`${port}${path}`];
      if (there === undefined) return null;
      const page = typeof there === 'function' ? there(question) : there;
      const full = typeof page === 'string' ? { body: Buffer.from(page) } : page;
      return { status: 200, type: 'text/xml', location: '', body: Buffer.alloc(0), ...full };
    },
    listen: (_address, heard) => ({
      say: (text) => {
        said.push(text);
        if (!text.includes('rootdevice')) return;
        for (const location of locations) heard(answerOf(location));
      },
      close: () => {},
    }),
    hardwareAddress: async () => hardware ?? null,
    makerOf,
  };
}

export const answerOf = (location: string, target = 'upnp:rootdevice'): string =>
  ['HTTP/1.1 200 OK', 'CACHE-CONTROL: max-age=120', `ST: ${target}`, 'EXT:', `LOCATION: ${location}`, '', ''].join(
    '\r\n',
  );

export const soap = (action: string, values: Readonly<Record<string, string | number>>): string =>
  '<?xml version="1.0"?>\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
  's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>' +
  `<u:${action}Response xmlns:u="urn:schemas-upnp-org:service:WANIPConnection:1">` +
  Object.entries(values)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('') +
  `</u:${action}Response></s:Body></s:Envelope>`;

export const fault = (code: number): Partial<Page> => ({
  status: 500,
  body: Buffer.from(
    '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
      '<faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>' +
      `<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode>` +
      '<errorDescription>…</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>',
  ),
});
