/**
 * One question to a service of the router's UPnP. The surprise: a fault is an answer too; it comes with HTTP 500, and its number says
 * whether there is nothing there (713, 714) or whether the router does not know the question (401, 602).
 */
import { decode } from './charset';
import { xmlBytesAtMost, type WanService } from './description';
import type { GatewayIo } from './io';
import { readXml, type Element } from './xml';

export type Said =
  { readonly kind: 'answer'; value(name: string): string } | { readonly kind: 'fault'; readonly code: number };

const envelope = 'http://schemas.xmlsoap.org/soap/envelope/';

/** Null when it does not answer, or with anything but SOAP. Values are ours, numbers and fixed words: there is nothing to escape. */
export async function callService(
  io: GatewayIo,
  address: string,
  { type, control }: WanService,
  action: string,
  values: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<Said | null> {
  const inner = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`);
  const body =
    `<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="${envelope}" ` +
    `s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${action} xmlns:u="${type}">` +
    `${inner.join('')}</u:${action}></s:Body></s:Envelope>\r\n`;
  const headers = {
    'Content-Type': 'text/xml; charset="utf-8"',
    'Content-Length': String(Buffer.byteLength(body)),
    SOAPAction: `"${type}#${action}"`,
  };
  const page = await io.ask(
    address,
    { place: control, body, headers, bytesAtMost: xmlBytesAtMost, more: 'refuse', withinMs: 2_000 },
    signal,
  );
  const text = page === null || (page.status !== 200 && page.status !== 500) ? null : decode(page.body, page.type);
  const root = text === null ? null : readXml(text);
  return root === null ? null : readSaid(root, action);
}

export function readSaid(root: Element, action: string): Said | null {
  if (root.name !== 'Envelope' || root.space !== envelope) return null;
  const body = root.children.find(({ name, space }) => name === 'Body' && space === envelope);
  const said = body?.children[0];
  if (said === undefined) return null;
  if (said.name === 'Fault' && said.space === envelope)
    return { kind: 'fault', code: Number(find(said, 'errorCode')) || 0 };
  if (said.name !== `${action}Response`) return null;
  return { kind: 'answer', value: (name) => said.children.find((child) => child.name === name)?.text.trim() ?? '' };
}

/** The text of the first element of that name, however deep: a fault keeps its number in detail › UPnPError. */
function find(element: Element, name: string): string | null {
  for (const child of element.children) {
    const found = child.name === name ? child.text.trim() : find(child, name);
    if (found !== null) return found;
  }
  return null;
}
