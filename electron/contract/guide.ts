/**
 * A guide through one make of router, as data: resources/routers/<id>.json is read by this schema, so adding a router is adding a file.
 * The surprise: a menu path nobody of us has seen is worth having when it says so; `confidence` is shown, never hidden.
 */
import * as v from 'valibot';

/** 'high': several sources or the maker's own page. 'source': one source. 'low': from memory: it may be called differently. */
export const confidences = ['high', 'source', 'low'] as const;
const Confidence = v.picklist(confidences);
export type Confidence = v.InferOutput<typeof Confidence>;

const Words = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(600));
/** The same in both languages. In texts **bold** marks words that stand in the router's menus. */
const Both = v.strictObject({ en: Words, de: Words });
export type Both = v.InferOutput<typeof Both>;

/** The household's own values, filled in when a guide is shown. */
export const guideValues = [
  'server-name',
  'server-address',
  'server-ula',
  'server-mac',
  'router-address',
  'lan-network',
  'lan-bits',
  'photos-host',
  'vpn-host',
  'vpn-port',
] as const;
export type GuideValue = (typeof guideValues)[number];

/** What a step asks to be entered, ticked, chosen or pressed, with the router's own words as label. */
const Field = v.variant('kind', [
  v.strictObject({ kind: v.literal('value'), label: Both, value: v.picklist(guideValues) }),
  /** "6,{server-address}", or a whole command: values of the household in braces; copied as a whole. */
  v.strictObject({ kind: v.literal('text'), label: Both, text: Words }),
  v.strictObject({ kind: v.literal('tick'), label: Both, on: v.boolean() }),
  v.strictObject({ kind: v.literal('choose'), label: Both, option: Both }),
  v.strictObject({ kind: v.literal('press'), label: Both }),
]);
export type GuideField = v.InferOutput<typeof Field>;

/** What is looked at while the guide is open; each step names the one that turns green by it. */
export const routerChecks = [
  'fixed-address',
  'dns-ipv4',
  'dns-ipv6',
  'rebind',
  'this-pc',
  'reachable',
  'forward',
  'first-phone',
  'router-dhcp-off',
  'server-dhcp',
] as const;
export type RouterCheck = (typeof routerChecks)[number];

const Menu = v.pipe(v.array(Words), v.minLength(1), v.maxLength(10));

const GuideStep = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  title: Both,
  /** Why this is needed, one sentence. */
  why: Both,
  /** Where it is: in the order in which it is pressed. `system`: "FRITZ!OS 8.x"; null = all. Two menus in one step follow each other. */
  menus: v.array(v.strictObject({ system: v.nullable(Words), en: Menu, de: Menu })),
  /** In the router's pages, in the maker's app, on a command line, or at a device at home. */
  where: v.picklist(['pages', 'app', 'commands', 'device']),
  fields: v.array(Field),
  /** What to press at the end, and what to expect ("The Wi-Fi is gone for a minute."); null = nothing. */
  then: v.nullable(Both),
  check: v.nullable(v.picklist(routerChecks)),
  confidence: Confidence,
});
export type GuideStep = v.InferOutput<typeof GuideStep>;

/** What a description, a title or a maker must say for this router; all matched without case, each a word or phrase. */
const Signs = v.strictObject({
  /** Any of these in friendlyName, modelName, modelDescription or the page's title. */
  models: v.array(Words),
  /** Any of these as manufacturer or as vendor of the gateway's MAC. */
  makers: v.array(Words),
  /** A maker alone is enough. False where it makes routers that other providers sell under their own name. */
  makerIsEnough: v.boolean(),
});

export const RouterGuide = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  maker: Words,
  /** "FRITZ!Box": as in "Two settings in your …". */
  name: Both,
  signs: Signs,
  /** Where its pages are: "http://fritz.box"; null = at the gateway's address. Opened in the browser. */
  pages: v.nullable(v.pipe(v.string(), v.regex(/^https?:\/\/[a-z0-9.-]+\/?$/))),
  /** 'here': it can hand out another DNS server. 'between': it keeps itself in between and asks the server. */
  dns: v.picklist(['here', 'between', 'cannot', 'depends']),
  dnsConfidence: Confidence,
  /** Said at the top: guest Wi-Fi, models that differ. */
  notes: v.array(Both),
  /** Fixed address of the server first, then names at home; empty where the router cannot. */
  names: v.array(GuideStep),
  forward: v.array(GuideStep),
});
export type RouterGuide = v.InferOutput<typeof RouterGuide>;

/** What to do where the router cannot hand out another DNS server, in the order in which we would try. */
export const waysOut = ['server-dhcp', 'per-device', 'url-switching'] as const;
export type WayOut = (typeof waysOut)[number];
export const WayOutGuide = v.strictObject({
  id: v.picklist(waysOut),
  name: Both,
  /** What it costs and what it brings, honestly. */
  what: Both,
  /** Each may have its own: Windows, macOS, iPhone, Android for a device. */
  parts: v.array(v.strictObject({ name: v.nullable(Both), steps: v.array(GuideStep) })),
  /** The way back, step by step. */
  back: v.array(GuideStep),
});
export type WayOutGuide = v.InferOutput<typeof WayOutGuide>;

export interface RouterInList {
  readonly id: string;
  readonly maker: string;
  readonly name: Both;
  readonly dns: RouterGuide['dns'];
}

/** The guide for routers that none of ours knows. */
export const genericGuide = 'generic';
