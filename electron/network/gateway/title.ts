/**
 * The title of the router's own first page. The surprise: many send the visitor on, to https with a certificate that nobody signed;
 * that is followed three times at most, and never to another host.
 */
import type { GatewayIo, Page } from './io';
import { placeAt, type Place } from './place';
import { oneLine } from './words';

const redirectsAtMost = 3;

export async function titleAt(io: GatewayIo, address: string, signal: AbortSignal): Promise<string | null> {
  const page = await firstPage(io, address, signal);
  return page === null ? null : titleIn(page.body.toString('utf8'));
}

async function firstPage(io: GatewayIo, address: string, signal: AbortSignal): Promise<Page | null> {
  const open = await follow(io, address, { secure: false, port: io.ports.pages, path: '/' }, signal);
  return open ?? follow(io, address, { secure: true, port: io.ports.securePages, path: '/' }, signal);
}

async function follow(io: GatewayIo, address: string, from: Place, signal: AbortSignal): Promise<Page | null> {
  let place: Place | null = from;
  for (let redirects = 0; place !== null && redirects <= redirectsAtMost; redirects++) {
    const page: Page | null = await io.ask(
      address,
      { place, bytesAtMost: 64 * 1024, more: 'cut', withinMs: 1_500 },
      signal,
    );
    if (page === null || page.status < 300 || page.status >= 400) return page;
    place = page.location === '' ? null : placeAt(address, page.location, place);
  }
  return null;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** "FRITZ!Box"; null without one. Written by people: its case, its attributes and its entities vary. */
export function titleIn(page: string): string | null {
  const found = /<title(?:\s[^>]{0,200})?>([^<]{1,400})<\/title/i.exec(page)?.[1];
  if (found === undefined) return null;
  const line = oneLine(found.replace(/&(?:#(\d{1,6})|([a-z]{2,4}));/gi, character));
  return line === '' ? null : line;
}

function character(entity: string, number: string | undefined, name: string | undefined): string {
  if (name !== undefined) return named[name.toLowerCase()] ?? entity;
  const point = Number(number);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
}
