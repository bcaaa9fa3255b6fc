// The router, in English: its guide, what is seen of each setting, and the ways out. What a person enters there comes from the guides.
import { format } from '../format';
import type { CheckTexts, ReachTexts, ReachWayTexts, RouterCheckTexts } from '../shape';

const f = format('en');
const since = (minutes: number): string => f.ago(Date.now() - minutes * 60_000, Date.now());

const checks = {
  'address-static': ({ address }) => ({ name: 'Fixed', text: address }),
  'address-leased': ({ address }) => ({
    name: 'On loan from the router',
    text: `${address}. Whether it is always the same, only the router’s own page shows.`,
  }),
  'address-changed': ({ before, address }) => ({
    name: 'The address has changed',
    text: `The server was at ${before} and is now at ${address}.`,
  }),
  'dns-is-server': () => ({ name: 'The router hands it out', text: 'Devices at home ask the server.' }),
  'dns-is-router': () => ({
    name: 'Waiting for the router',
    text: 'It still names itself.',
  }),
  'dns-is-other': ({ dns }) => ({ name: 'Somebody else is named', text: `Devices at home are told to ask ${dns}.` }),
  'dns-is-both': ({ dns }) => ({
    name: 'Two are named',
    text: `Beside the server also ${dns}. Devices use either one: leave only the server.`,
  }),
  'dns-through-router': ({ address }) => ({
    name: 'Through the router',
    text: `Devices ask ${address}, which asks the server and passes its answer on.`,
  }),
  'dns-not-said': () => ({ name: 'Cannot be seen', text: 'Nobody answered when we asked for an address.' }),
  'ipv6-no-dns': () => ({ name: 'Nothing in the way', text: 'Nobody is named over IPv6.' }),
  'ipv6-not-heard': () => ({
    name: 'Cannot be seen',
    text: 'The server has no IPv6 at home, so it cannot hear whom the router names there. Look on the router’s page whether it names itself (DNSv6).',
  }),
  'ipv6-is-server': ({ address }) => ({ name: 'The router announces it', text: address }),
  'ipv6-is-router': () => ({
    name: 'Still the router itself',
    text: 'It still names itself over IPv6.',
  }),
  'ipv6-is-other': ({ dns }) => ({
    name: 'Somebody else is named',
    text: `Over IPv6, devices are told to ask ${dns}.`,
  }),
  'ipv6-no-ula': () => ({
    name: 'No address for it yet',
    text: 'The router names itself over IPv6, and gave the server no lasting address to be named instead.',
  }),
  'rebind-filtered': ({ router }) => ({
    name: 'The router holds answers back',
    text: `${router} refuses names that lead into your home. Add the web address to its exceptions (DNS rebind protection).`,
  }),
  'rebind-fine': () => ({ name: 'Not held back', text: 'The router passes on answers that lead home.' }),
  'pc-direct': ({ address }) => ({ name: 'This PC goes straight there', text: address }),
  'pc-through-tunnel': ({ address }) => ({ name: 'This PC uses the direct line', text: address }),
  'pc-told-before': ({ dns }) => ({
    name: 'This PC was told before',
    text: `It still asks ${dns}. Switch its Wi‑Fi off and on, or unplug its cable for a moment.`,
  }),
  'pc-dns-by-hand': ({ dns }) => ({
    name: 'Set by hand on this PC',
    text: `It asks ${dns}, whatever the router says. Set it to automatic in its network settings.`,
  }),
  'pc-goes-public': ({ address }) => ({
    name: 'This PC goes the long way',
    text: `It is sent to ${address}, out into the internet and back. After a change this may take five minutes; switching its Wi‑Fi off and on hurries it.`,
  }),
  'pc-filtered': ({ dns }) => ({
    name: 'The answer is held back',
    text: `${dns} refuses names that lead into your home.`,
  }),
  'pc-browser': ({ browsers }) => ({
    name: 'A browser asks elsewhere',
    text: `${browsers}: told by hand to ask somebody in the internet (DNS over HTTPS). Switch that off in its settings.`,
  }),
  'pc-no-answer': ({ host }) => ({ name: 'No answer yet', text: `This PC finds nobody called ${host}.` }),
  'reach-own-address': () => ({ name: 'Own IPv4 address', text: 'No DS‑Lite, no shared address.' }),
  'reach-no-address': () => ({
    name: 'No IPv4 address of its own',
    text: 'A second router stands before it, or the provider shares one address among many.',
  }),
  'reach-shared-address': ({ address }) => ({
    name: 'A shared address',
    text: `Yours, ${address}, is an inner one. What the internet sees is shared among many homes.`,
  }),
  'reach-ds-lite': () => ({ name: 'DS‑Lite', text: 'IPv4 comes by an address shared among many homes.' }),
  'reach-second-router': ({ address }) => ({
    name: 'A router before the router',
    text: `Its outer address, ${address}, is one of another home network.`,
  }),
  'reach-differs': ({ wan, seen }) => ({
    name: 'Two different addresses',
    text: `The router says ${wan}, the internet sees ${seen}.`,
  }),
  'reach-ipv6-only': ({ address }) => ({ name: 'By IPv6 only', text: address }),
  'reach-not-asked': ({ address }) => ({
    name: 'Not certain yet',
    text: `The router says ${address}; nobody in the internet could be asked.`,
  }),
  'reach-unknown': () => ({ name: 'Not certain yet', text: 'The router does not tell its address.' }),
  'reach-proven': () => ({ name: 'Proven', text: 'Something from outside has arrived.' }),
  'reach-came': ({ minutes }) => ({ name: 'It worked', text: `A phone came in from outside ${since(minutes)}.` }),
  'forward-proven': () => ({ name: 'The forward works', text: 'A phone came in from outside.' }),
  'forward-came': ({ minutes }) => ({
    name: 'It worked',
    text: `A phone came in from outside ${since(minutes)}, and none since.`,
  }),
  'forward-turned-round': () => ({ name: 'The forward works', text: 'Our own packet came in through the router.' }),
  'forward-listed': ({ minutes }) => ({
    name: 'In the router’s list',
    text:
      minutes === null
        ? 'Until somebody takes it out.'
        : `For another ${minutes} ${f.plural(minutes, 'minute', 'minutes')}.`,
  }),
  'forward-to-other': ({ address }) => ({
    name: 'It leads somewhere else',
    text: `The port goes to ${address}, which is not the server.`,
  }),
  'forward-nothing': ({ port }) => ({ name: 'No packet yet', text: `We count what arrives at port ${port}.` }),
  'forward-keys': ({ hellos }) => ({
    name: 'It arrives, but no key fits',
    text: `${hellos} ${f.plural(hellos, 'knock', 'knocks')} at the door. The forward works, but whoever knocks has a code that no longer counts: also a phone that was removed, disabled or replaced and is still switched on. If it should come in, enable or replace it in the list of phones; else delete the entry in its app.`,
  }),
  'phone-seen': ({ name }) => ({ name: `${name} came in`, text: 'From outside, by the direct line.' }),
  'phone-waiting': ({ name }) => ({
    name: `Waiting for ${name}`,
    text: 'Turn its Wi‑Fi off and its line on.',
  }),
  'phone-none': () => ({ name: 'No phone yet', text: null }),
  'dhcp-silent': () => ({ name: 'Silent', text: 'Nobody but the server hands out addresses at home.' }),
  'dhcp-not-heard': () => ({
    name: 'Cannot be seen',
    text: 'The server found no way to ask at home who hands out addresses.',
  }),
  'dhcp-silent-on-loan': ({ address }) => ({
    name: 'Off too early',
    text: `The server still has ${address} on loan and will lose it. Switch the router’s DHCP on again until it has its own.`,
  }),
  'dhcp-answers': ({ from }) => ({
    name: 'Still answers',
    text: `${from} still hands out addresses. Switch that off there.`,
  }),
  'dhcp-by-server': ({ address }) => ({ name: 'The server hands them out', text: address }),
  'not-looked': () => ({ name: 'Not checked yet', text: null }),
} satisfies CheckTexts;

const checkNames = {
  'fixed-address': 'Fixed address',
  'dns-ipv4': 'Names at home, IPv4',
  'dns-ipv6': 'Names at home, IPv6',
  rebind: 'Answers that lead home',
  'this-pc': 'This PC',
  reachable: 'Reached from outside',
  forward: 'Port forward',
  'first-phone': 'The first phone',
  'router-dhcp-off': 'The router’s DHCP is off',
  'server-dhcp': 'The server’s DHCP',
} satisfies RouterCheckTexts;

const reachWhy = {
  'reach-own-address': ({ address }) =>
    `Your router has an address of its own in the internet, ${address}. A port forward can work.`,
  'reach-no-address': () =>
    'Your router says that it has no IPv4 address of its own in the internet. Either it stands behind a second router, and both have to forward the port; or your provider shares one address among many homes, and a port forward cannot work.',
  'reach-shared-address': ({ address }) =>
    `What the internet sees of you is one address that your provider shares among many homes; yours, ${address}, is an inner one. A port forward cannot work.`,
  'reach-ds-lite': () =>
    'Your provider gives you IPv6, and IPv4 only by an address shared among many homes (DS‑Lite). A port forward over IPv4 cannot work.',
  'reach-second-router': ({ address }) =>
    `Your router stands behind another one: its outer address, ${address}, is one of a home network. Both have to forward the port.`,
  'reach-differs': ({ wan, seen }) =>
    `Your router believes it is ${wan}; the internet sees ${seen}. Somebody stands in between, and a port forward does not reach past that.`,
  'reach-ipv6-only': ({ address }) =>
    `Over IPv4 nobody gets in, but over IPv6 your server can be reached at ${address}.`,
  'reach-not-asked': ({ address }) =>
    `Your router says ${address}. Nobody in the internet could be asked whether it sees the same: ask again, or let the first phone from outside prove it.`,
  'reach-unknown': ({ seen }) =>
    seen === ''
      ? 'Your router does not tell its address, and nobody in the internet could be asked: the first phone from outside proves it.'
      : `The internet sees you as ${seen}. Whether that is your router’s own address, it does not say: the first phone from outside proves it.`,
  'reach-proven': () => 'Something from outside has come in just now. There is no doubt.',
  'reach-came': ({ minutes }) =>
    `A phone came in from outside ${since(minutes)}, and nothing we see since speaks against it. The next one proves it again.`,
} satisfies ReachTexts;

const ways = {
  'public-door': {
    name: 'The public door',
    text: 'Needs no port of your router. Photos and videos up to 100 MB go through Cloudflare, larger videos upload at home.',
  },
  'at-home': { name: 'At home', text: 'Everything works: phones upload when they come home, videos of any size.' },
  ipv6: {
    name: 'The direct line over IPv6',
    text: 'Works in networks that have IPv6, as most mobile networks do.',
  },
  'router-wireguard': {
    name: 'The router’s own WireGuard',
    text: 'Some routers can be reached through their maker’s service. Then phones come in by the router, not by us.',
  },
  'ask-provider': {
    name: 'Ask the provider',
    text: 'For “a public IPv4 address” or “dual stack”. Many give one for nothing or for a little.',
  },
  'forward-twice': {
    name: 'Forward twice',
    text: 'The outer router to yours, yours to the server; or let the outer one only pass on (bridge mode).',
  },
} satisfies ReachWayTexts;

export const router = {
  checks,
  checkNames,
  reachWhy,
  ways,
  title: (name: string) => `Two settings in your ${name}`,
  titleUnknown: 'Two settings in your router',
  go: 'Router',
  goText: 'Names at home and the port for the direct line: a guide, and whether both work.',
  lead: 'We cannot change these for you, but we tick each step as soon as it works.',
  detecting: 'Looking which router this is. Only the router itself is asked.',
  another: 'Another router',
  chosen: 'chosen by you',
  tabs: { label: 'The two settings', names: '1. Names at home', port: '2. Port forward' },
  menusIn: 'Menus in',
  menusLabel: 'Language of the router’s menus',
  languages: { en: 'English', de: 'Deutsch' },
  next: 'Next setting',
  addPhone: 'Add a phone',
  goOn: 'Continue',
  later: 'Do this later',
  open: (page: string) => `Open ${page}`,
  pages: (page: string, address: string) => `${page} or ${address}`,
  showStep: 'Show the step',
  why: 'Why?',
  drawing: 'Drawing',
  drawingOf: (where: string) => `Drawing of the page ${where}, with the values filled in`,
  drawn: { save: 'Save', app: 'The maker’s app', terminal: 'Command line', device: 'Settings of the device' },
  inSystem: (system: string) => `In ${system}`,
  otherSystems: (systems: string) => `With ${systems}`,
  tick: 'Tick:',
  untick: 'Untick:',
  untickText: (label: string) => `${label} (no tick)`,
  press: (label: string) => `Press **${label}**`,
  confidence: {
    source: 'From one source: it may be called a little differently.',
    low: 'Nobody of us has seen this menu: it may be called differently.',
  },
  where: { pages: null, app: 'In the maker’s app', commands: 'On its command line', device: 'On the device' },
  dnsConfidence: {
    source: 'Whether this router can do it we know from one source only.',
    low: 'Whether this router can do it, nobody of us has tried.',
  },
  values: {
    'server-ula': 'The router gives it as soon as the box above is ticked',
    'server-mac': 'Shown as soon as the server answers',
    missing: 'Not known yet',
  },
  /** After "it still names itself": what makes it take. */
  save: {
    pages: 'Press the button that saves, at the bottom of its page.',
    app: 'Save in the maker’s app, and give it a minute.',
    commands: 'Enter every command of this step, the last one too.',
    device: null,
  },
  addressToEnter: 'The address to enter:',
  notUseful: 'Not useful here, until your provider gives you an IPv4 address of your own',
  unknownRouter: 'We did not recognise this router. Choose it from the list, or use these general words.',
  chooseRouter: 'Choose from the list',
  ipv6Stays: {
    text: 'It names itself over IPv6, and we know of no way to have it name the server. What helps: switch IPv6 off for the home network, if the router can; or enter the server by hand on single devices; or live with it:',
    door: 'devices that ask over IPv6 take the public door.',
    noDoor: 'devices that ask over IPv6 find the photos with their direct line on.',
  },
  steps: {
    reachable: {
      title: 'Your home can be reached from outside',
      text: 'Some providers share one address among many homes. Then a port forward cannot work.',
    },
    phone: { title: 'Add the first phone', text: 'With its Wi‑Fi off, its first sign of life proves the whole way.' },
  },
  markWrong: 'In the way:',
  asking: 'Asking now',
  asked: (seconds: number) => {
    const minutes = Math.floor(seconds / 60);
    if (minutes >= 2) return `Asked ${minutes} minutes ago`;
    return seconds < 2 ? 'Asked just now' : `Asked ${seconds} ${f.plural(seconds, 'second', 'seconds')} ago`;
  },
  earlier: 'Earlier:',
  lookOld: 'Ticks in grey are of the last look that was answered.',
  askNow: 'Ask now',
  serverSilent: 'The server did not answer in time. Only what this PC sees is up to date.',
  arrived: (names: string) => `${names}: works`,
  changed: {
    title: 'The server has another address now',
    text: (before: string, address: string) =>
      `Everything was set up for ${before}, but the server is at ${address}. Either give it ${before} again in the router, or let us set everything up for ${address}.`,
    mend: (address: string) => `Set up for ${address}`,
  },
  privateDns:
    '**Phones with Android:** under Private DNS, “Automatic” or “Off” is right. With a name entered there, the phone asks that one, at home too.',
  details: {
    title: 'Details',
    resolvers: 'This PC asks for names',
    who: {
      server: 'our server',
      router: 'the router',
      home: 'somebody at home',
      internet: 'somebody in the internet',
      'this-pc': 'this PC itself',
    },
    from: {
      dhcp: 'told by DHCP',
      'router-advertisement': 'told over IPv6',
      'by-hand': 'set by hand',
      unknown: null,
    },
    noAnswer: 'no answer',
    none: 'none',
    taken: 'A browser would go to',
    way: 'The photos’ own page says',
    ways: { home: 'at home, direct', tunnel: 'by the direct line', public: 'through Cloudflare' },
    notReached: 'not reached',
    dhcp: 'DHCP at home',
    dhcpSays: (from: string, dns: string) => `${from} names ${dns}`,
    nobody: 'nobody answered',
    announced: 'Announced over IPv6',
    by: { 'router-advertisement': 'router advertisement', dhcpv6: 'DHCPv6' },
    routerSays: 'The router answers',
    serverSays: 'The server answers',
    worldSays: 'The internet answers',
    packets: 'Packets at the port',
    hellos: 'Of these, knocks of a phone',
    knock: 'Our own packet from inside',
    knocks: { arrived: 'arrived', 'not-seen': 'not seen', 'not-tried': 'not sent' },
  },
  reach: {
    asking: 'Asking how the internet sees this home',
    failed: 'How the internet sees this home could not be asked',
    again: 'Ask again',
    verdict: {
      reachable: 'This home can be reached from outside',
      'not-reachable': 'This home cannot be reached from outside by a port forward',
      unknown: 'Whether this home can be reached shows with the first phone',
    },
    still: 'What works all the same',
    wan: 'The router says',
    seen: 'The internet sees',
    noWan: 'none',
    untold: 'not told',
    openDoor: 'Choose the public door',
    endpoint: 'Choose where phones knock',
    tryIpv6: 'Try it over IPv6',
    tryingIpv6: 'It is being tried: phones now knock over IPv6 alone.',
    endIpv6: 'Back to IPv4',
    permitIpv6: (port: number) =>
      `The router must let UDP ${port} in over IPv6 to this server: in most routers a second permission beside the port forward (FRITZ!Box: on the same page, “IPv6”). The first phone that comes in that way proves it.`,
  },
  shield: 'Behind this port only the direct line listens. It answers your phones and is silent to everyone else.',
  mapping: {
    offer: 'Rather have it done?',
    offerText:
      'If the router allows it, the server can ask for this one port itself. It asks again and again, and the router forgets it when the server is gone.',
    button: 'Let the server ask the router',
    list: 'May we ask the router for its list of port forwards?',
    listText: 'Only reads, nothing is changed. Then we see whether ours is there and where it leads.',
    title: 'Let the server ask for the port?',
    lead: 'Routers can open ports for devices at home that ask for it. This is called UPnP, in some NAT-PMP.',
    points: [
      'Our server asks for **this one port only**, for itself, and again before it expires.',
      'Allowed for all devices, **any of them could ask too**, also one with something bad on it. Better allow it for the server alone, where the router can.',
      'You see the change first. Nothing is done until you say so.',
    ],
    yes: 'Show the change',
    no: 'I’d rather do it by hand',
    on: 'The server asks the router for this port',
    until: (minutes: number) =>
      `The router’s list has it, for another ${minutes} ${f.plural(minutes, 'minute', 'minutes')}. The server asks again in time.`,
    forever: 'The router’s list has it, until it is taken out.',
    notSeen: 'It asks again and again before it expires.',
    notGranted:
      'Not granted yet: the router’s list does not have it. Allow the server to ask for ports there (UPnP or PCP), or set the forward by hand.',
    untold: 'Whether the router said yes, it does not tell: the first phone from outside shows it.',
    stop: 'Stop asking',
  },
  out: {
    title: {
      cannot: 'This router cannot name another DNS server',
      between: 'This router stays in between',
      depends: 'If your model cannot do this',
      here: 'If it does not work',
    },
    text: 'There are three ways out. The first is the best for most.',
    show: 'Show how',
    back: 'All three ways',
    wayBack: 'The way back',
    wayBackText: 'Should you want it as it was:',
    poolTitle: 'Which addresses may the server hand out?',
    poolText:
      'We propose a range that leaves out the router and the server. Devices with an address of their own keep it.',
    from: 'First',
    to: 'Last',
    poolWrong: 'Both must be in the home network, in order, without the router and the server between them.',
    plan: 'Show the change',
    offFirst: 'First switch DHCP off in the router; we wait for it.',
    loanFirst:
      'First give the server its address for good. If the router’s DHCP is off already, switch it on again until then.',
    on: (from: string, to: string) => `The server hands out addresses, ${from} to ${to}.`,
    giveBack: 'Give it back',
    giveBackText: 'Switch DHCP on in the router right afterwards: until then new devices get no address.',
  },
  choose: {
    title: 'Which router do you have?',
    lead: 'The name is usually on its label. Guides say how sure we are of each menu.',
    search: 'Search',
    none: 'None of this name. The general guide works for every router.',
    found: (count: number) => `${count} ${f.plural(count, 'router', 'routers')}`,
    seen: 'found here',
    take: 'Use this guide',
    general: 'Any other',
  },
  print: {
    button: 'Print',
    title: (name: string) => `Two settings: ${name}`,
    for: (host: string) => `For ${host}`,
    open: (page: string) => `Open in a browser: ${page}`,
    noTick: '(no tick)',
    pool: (from: string, to: string) => `First: ${from}, last: ${to}`,
  },
  line: {
    title: 'Where phones on the road knock',
    record: 'A name of ours, kept current',
    recordText: (host: string) => `${host}: the server notes your home’s address there each time it changes.`,
    name: 'The router’s own name',
    nameText: 'MyFRITZ!, DynDNS or the like: the router keeps it current itself.',
    nameLabel: 'The router’s name in the internet',
    nameHint: 'For example abc123.myfritz.net; it is on the router’s page.',
    address: 'A fixed address',
    addressText: 'Only if your provider gave you one that never changes, IPv4 or IPv6.',
    addressLabel: 'The address',
    ipv6: 'Note the IPv6 address too',
    ipv6Hint: 'A phone has come in that way, so it works.',
    ipv6Alone: 'Over IPv6 alone',
    ipv6AloneHint: 'Over IPv4 nobody gets in, so the name tells no IPv4 address: phones would take that one.',
    ipv6Untested: 'IPv6 is offered here as soon as a phone has come in that way: many routers keep it out.',
  },
};
