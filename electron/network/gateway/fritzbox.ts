/**
 * What a FRITZ!Box tells everybody at home, at AVM's own addresses. The surprise: "259.08.02-12345" is hardware 259 with FRITZ!OS 8.02.
 */
import { describedAt, xmlBytesAtMost, xmlOf } from './description';
import type { GatewayIo } from './io';
import { oneLine } from './words';
import { textOf, type Element } from './xml';

export interface FritzBox {
  /** "FRITZ!Box 7590 AX" */
  readonly model: string;
  /** "8.02"; null when it does not say. */
  readonly system: string | null;
}

export async function fritzBoxAt(io: GatewayIo, address: string, signal: AbortSignal): Promise<FritzBox | null> {
  const [info, described] = await Promise.all([infoAt(io, address, signal), tr64At(io, address, signal)]);
  const model = info?.model ?? described?.model;
  return model === undefined ? null : { model, system: info?.system ?? described?.system ?? null };
}

async function infoAt(io: GatewayIo, address: string, signal: AbortSignal): Promise<FritzBox | null> {
  const place = { secure: false, port: io.ports.pages, path: '/jason_boxinfo.xml' };
  const page = await io.ask(address, { place, bytesAtMost: xmlBytesAtMost, more: 'refuse', withinMs: 1_500 }, signal);
  const root = page === null ? null : xmlOf(page);
  return root === null ? null : readBoxInfo(root);
}

export function readBoxInfo(root: Element): FritzBox | null {
  if (root.name !== 'BoxInfo' || root.space !== 'http://jason.avm.de/updatecheck/') return null;
  const model = oneLine(textOf(root, 'Name'));
  return model === '' ? null : { model, system: systemIn(textOf(root, 'Version')) };
}

async function tr64At(io: GatewayIo, address: string, signal: AbortSignal): Promise<FritzBox | null> {
  const place = { secure: false, port: io.ports.fritzBox, path: '/tr64desc.xml' };
  const description = await describedAt(io, address, place, signal);
  if (description === null || !/^AVM\b|^FRITZ!/i.test(description.maker)) return null;
  return { model: description.modelName, system: systemIn(description.display) };
}

/** FRITZ!OS in "259.08.02-12345"; null when it is not such a version. */
export function systemIn(version: string): string | null {
  const read = /^\d{1,3}\.(\d{1,2})\.(\d{1,2})(?:\D|$)/.exec(version.trim());
  return read?.[1] === undefined || read[2] === undefined ? null : `${Number(read[1])}.${read[2]}`;
}
