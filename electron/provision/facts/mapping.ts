/**
 * The port forward that the router gave to this server when it asked. The surprise: the note lies behind a link that only root and a user
 * who exists while the service runs can follow; and a router that was restarted has forgotten what is noted here.
 */
import * as v from 'valibot';
import { sh, type Sh } from '../shell/sh';
import type { Fact } from './fact';

export const mappingFolder = '/var/lib/immich-at-home-mapping';

const Noted = v.object({
  /** 'by-hand': the person had made it before the router was asked; it is theirs. */
  how: v.picklist(['upnp', 'nat-pmp', 'by-hand']),
  router: v.string(),
  server: v.string(),
  port: v.number(),
  /** Seconds; 0 = until it is taken away. */
  lease: v.number(),
  /** Seconds since 1970; 0 = it does not end. */
  until: v.number(),
});
export type NotedMapping = v.InferOutput<typeof Noted>;

export interface FoundMapping {
  readonly noted: NotedMapping | null;
  /** False when its time is over by the server's clock. */
  readonly holds: boolean;
}

export function parseMapping(stdout: string): FoundMapping {
  const [now = '', ...text] = stdout.split('\n');
  const read = v.safeParse(Noted, parseJson(text.join('\n')));
  if (!read.success) return { noted: null, holds: false };
  const { until } = read.output;
  return { noted: read.output, holds: until === 0 || until > Number(now) };
}

/** What is noted on the server. */
export const mappingNoted: Fact<FoundMapping> = {
  key: 'mapping-noted',
  command: sh`date +%s; cat ${`${mappingFolder}/mapping.json`}`,
  parse: ({ stdout }) => parseMapping(stdout),
};

const Shown = v.object({
  heard: v.boolean(),
  listed: v.nullable(v.object({ to: v.string(), port: v.number(), lease: v.number() })),
});
/** What the router says now; `heard`: it was asked by UPnP and answered. */
export type ShownMapping = v.InferOutput<typeof Shown>;

/** `show`: the command that asks the router. It only reads. */
export const mappingShown = (show: Sh): Fact<ShownMapping> => ({
  key: `mapping-shown ${show.text}`,
  command: show,
  parse({ stdout }) {
    const read = v.safeParse(Shown, parseJson(stdout));
    return read.success ? read.output : { heard: false, listed: null };
  },
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
