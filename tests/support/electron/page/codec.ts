// What Electron's IPC carries (the structured clone of plain data, dates, bytes, maps, errors) written as JSON, because the
// stand-in's wire between page and main is a CDP binding, which takes strings only. Used at both ends.
export type Wire = string | number | boolean | null | Wire[] | { readonly $: string; readonly v?: Wire };

type Coded = [name: string, value?: Wire];

const base64 = {
  of(bytes: Uint8Array): string {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  },
  bytes: (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)),
};

export function encode(value: unknown): Wire {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(encode);
  const [$, v] = coded(value);
  return v === undefined ? { $ } : { $, v };
}

function coded(value: unknown): Coded {
  switch (typeof value) {
    case 'undefined':
      return ['undefined'];
    case 'number':
      return ['number', String(value)];
    case 'bigint':
      return ['bigint', String(value)];
    case 'object':
      return codedObject(value as object);
    default:
      throw new Error('An object could not be cloned.');
  }
}

function codedObject(value: object): Coded {
  if (value instanceof Date) return ['date', value.getTime()];
  if (value instanceof Error) return ['error', [value.name, value.message]];
  if (value instanceof Map) return ['map', [...value].map(([key, one]) => [encode(key), encode(one)])];
  if (value instanceof Set) return ['set', [...value].map(encode)];
  if (value instanceof ArrayBuffer) return ['buffer', base64.of(new Uint8Array(value))];
  if (ArrayBuffer.isView(value)) {
    return ['bytes', base64.of(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
  }
  if (value instanceof Promise) throw new Error('An object could not be cloned.');
  return ['object', Object.entries(value).map(([key, one]) => [key, encode(one)])];
}

export function decode(wire: Wire): unknown {
  if (Array.isArray(wire)) return wire.map(decode);
  if (wire === null || typeof wire !== 'object') return wire;
  const text = wire.v as string;
  switch (wire.$) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(text);
    case 'bigint':
      return BigInt(text);
    case 'date':
      return new Date(wire.v as number);
    case 'error':
      return decodedError(wire.v as [string, string]);
    case 'map':
      return new Map(decodedPairs(wire.v as [Wire, Wire][]));
    case 'set':
      return new Set((wire.v as Wire[]).map(decode));
    case 'buffer':
      return base64.bytes(text).buffer;
    case 'bytes':
      return base64.bytes(text);
    case 'object':
      return Object.fromEntries(decodedPairs(wire.v as [Wire, Wire][]) as [string, unknown][]);
    default:
      throw new Error(`not on this wire: ${wire.$}`);
  }
}

const decodedPairs = (pairs: [Wire, Wire][]): [unknown, unknown][] =>
  pairs.map(([key, one]) => [decode(key), decode(one)]);

const decodedError = ([name, message]: [string, string]): Error => Object.assign(new Error(message), { name });
