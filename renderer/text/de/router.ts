// Der Router auf Deutsch: seine Anleitung, was von jeder Einstellung zu sehen ist, und die Auswege.
import type { router as english } from '../en/router';
import { format } from '../format';
import type { CheckTexts, ReachTexts, ReachWayTexts, RouterCheckTexts } from '../shape';

const f = format('de');
const since = (minutes: number): string => f.ago(Date.now() - minutes * 60_000, Date.now());

const checks = {
  'address-static': ({ address }) => ({ name: 'Fest', text: address }),
  'address-leased': ({ address }) => ({
    name: 'Vom Router geliehen',
    text: `${address}. Ob es immer dieselbe ist, zeigt nur die Seite des Routers.`,
  }),
  'address-changed': ({ before, address }) => ({
    name: 'Die Adresse hat sich geändert',
    text: `Der Server war unter ${before} und ist jetzt unter ${address}.`,
  }),
  'dns-is-server': () => ({ name: 'Der Router gibt ihn weiter', text: 'Geräte zu Hause fragen den Server.' }),
  'dns-is-router': () => ({
    name: 'Warten auf den Router',
    text: 'Er nennt noch sich selbst.',
  }),
  'dns-is-other': ({ dns }) => ({ name: 'Jemand anderes ist genannt', text: `Geräte zu Hause sollen ${dns} fragen.` }),
  'dns-is-both': ({ dns }) => ({
    name: 'Zwei sind genannt',
    text: `Neben dem Server auch ${dns}. Geräte nehmen einen von beiden: Lass nur den Server stehen.`,
  }),
  'dns-through-router': ({ address }) => ({
    name: 'Durch den Router',
    text: `Geräte fragen ${address}; er fragt den Server und gibt dessen Antwort weiter.`,
  }),
  'dns-not-said': () => ({ name: 'Nicht zu sehen', text: 'Niemand antwortete auf die Frage nach einer Adresse.' }),
  'ipv6-no-dns': () => ({ name: 'Nichts steht im Weg', text: 'Über IPv6 ist niemand genannt.' }),
  'ipv6-not-heard': () => ({
    name: 'Nicht zu sehen',
    text: 'Der Server hat zu Hause kein IPv6 und hört darum nicht, wen der Router dort nennt. Sieh auf der Seite des Routers nach, ob er sich selbst nennt (DNSv6).',
  }),
  'ipv6-is-server': ({ address }) => ({ name: 'Der Router gibt ihn bekannt', text: address }),
  'ipv6-is-router': () => ({
    name: 'Noch der Router selbst',
    text: 'Über IPv6 nennt er noch sich selbst.',
  }),
  'ipv6-is-other': ({ dns }) => ({
    name: 'Jemand anderes ist genannt',
    text: `Über IPv6 sollen Geräte ${dns} fragen.`,
  }),
  'ipv6-no-ula': () => ({
    name: 'Noch keine Adresse dafür',
    text: 'Der Router nennt über IPv6 sich selbst und gab dem Server keine bleibende Adresse, die er nennen könnte.',
  }),
  'rebind-filtered': ({ router }) => ({
    name: 'Der Router hält Antworten zurück',
    text: `${router} verweigert Namen, die zu dir nach Hause führen. Trag die Webadresse bei seinen Ausnahmen ein (DNS‑Rebind‑Schutz).`,
  }),
  'rebind-fine': () => ({
    name: 'Nichts zurückgehalten',
    text: 'Der Router lässt Antworten durch, die nach Hause führen.',
  }),
  'pc-direct': ({ address }) => ({ name: 'Dieser PC geht geradewegs hin', text: address }),
  'pc-through-tunnel': ({ address }) => ({ name: 'Dieser PC nimmt die direkte Leitung', text: address }),
  'pc-told-before': ({ dns }) => ({
    name: 'Dieser PC weiß es noch von vorher',
    text: `Er fragt noch ${dns}. Schalte sein WLAN aus und wieder ein, oder zieh kurz das Kabel.`,
  }),
  'pc-dns-by-hand': ({ dns }) => ({
    name: 'An diesem PC von Hand gesetzt',
    text: `Er fragt ${dns}, was auch der Router sagt. Stell es in den Netzwerkeinstellungen auf automatisch.`,
  }),
  'pc-goes-public': ({ address }) => ({
    name: 'Dieser PC nimmt den weiten Weg',
    text: `Er wird zu ${address} geschickt, hinaus ins Internet und zurück. Nach einer Änderung kann das fünf Minuten so bleiben; WLAN aus und wieder ein, dann geht es schneller.`,
  }),
  'pc-filtered': ({ dns }) => ({
    name: 'Die Antwort wird zurückgehalten',
    text: `${dns} verweigert Namen, die zu dir nach Hause führen.`,
  }),
  'pc-browser': ({ browsers }) => ({
    name: 'Ein Browser fragt woanders',
    text: `${browsers}: von Hand so eingestellt, dass jemand im Internet gefragt wird (DNS über HTTPS). Schalte das in den Einstellungen aus.`,
  }),
  'pc-no-answer': ({ host }) => ({ name: 'Noch keine Antwort', text: `Dieser PC findet niemanden namens ${host}.` }),
  'reach-own-address': () => ({ name: 'Eigene IPv4‑Adresse', text: 'Kein DS‑Lite, keine geteilte Adresse.' }),
  'reach-no-address': () => ({
    name: 'Keine eigene IPv4‑Adresse',
    text: 'Ein zweiter Router steht davor, oder der Anbieter teilt eine Adresse unter vielen auf.',
  }),
  'reach-shared-address': ({ address }) => ({
    name: 'Eine geteilte Adresse',
    text: `Deine, ${address}, ist eine innere. Was das Internet sieht, teilen sich viele Haushalte.`,
  }),
  'reach-ds-lite': () => ({ name: 'DS‑Lite', text: 'IPv4 kommt über eine Adresse, die sich viele teilen.' }),
  'reach-second-router': ({ address }) => ({
    name: 'Ein Router vor dem Router',
    text: `Seine äußere Adresse ${address} ist die eines weiteren Heimnetzes.`,
  }),
  'reach-differs': ({ wan, seen }) => ({
    name: 'Zwei verschiedene Adressen',
    text: `Der Router sagt ${wan}, das Internet sieht ${seen}.`,
  }),
  'reach-ipv6-only': ({ address }) => ({ name: 'Nur über IPv6', text: address }),
  'reach-not-asked': ({ address }) => ({
    name: 'Noch nicht sicher',
    text: `Der Router sagt ${address}; im Internet ließ sich niemand fragen.`,
  }),
  'reach-unknown': () => ({ name: 'Noch nicht sicher', text: 'Der Router verrät seine Adresse nicht.' }),
  'reach-proven': () => ({ name: 'Bewiesen', text: 'Etwas von draußen ist angekommen.' }),
  'reach-came': ({ minutes }) => ({
    name: 'Es ging schon',
    text: `Ein Handy kam ${since(minutes)} von draußen herein.`,
  }),
  'forward-proven': () => ({ name: 'Die Freigabe wirkt', text: 'Ein Handy kam von draußen herein.' }),
  'forward-came': ({ minutes }) => ({
    name: 'Es ging schon',
    text: `Ein Handy kam ${since(minutes)} von draußen herein, seitdem keines.`,
  }),
  'forward-turned-round': () => ({
    name: 'Die Freigabe wirkt',
    text: 'Unser eigenes Paket kam durch den Router herein.',
  }),
  'forward-listed': ({ minutes }) => ({
    name: 'In der Liste des Routers',
    text:
      minutes === null
        ? 'Bis jemand sie herausnimmt.'
        : `Noch ${minutes} ${f.plural(minutes, 'Minute', 'Minuten')} lang.`,
  }),
  'forward-to-other': ({ address }) => ({
    name: 'Sie führt woandershin',
    text: `Der Port geht an ${address}, das ist nicht der Server.`,
  }),
  'forward-nothing': ({ port }) => ({ name: 'Noch kein Paket', text: `Wir zählen, was an Port ${port} ankommt.` }),
  'forward-keys': ({ hellos }) => ({
    name: 'Es kommt an, kein Schlüssel passt',
    text: `${hellos}‑mal hat es geklopft. Die Freigabe wirkt, aber wer da klopft, hat einen Code, der nicht mehr gilt: auch ein Handy, das entfernt, abgeschaltet oder ersetzt wurde und noch eingeschaltet ist. Soll es herein, schalte es in der Liste der Handys ein oder ersetze es; sonst lösche den Eintrag in seiner App.`,
  }),
  'phone-seen': ({ name }) => ({ name: `${name} kam herein`, text: 'Von draußen, über die direkte Leitung.' }),
  'phone-waiting': ({ name }) => ({
    name: `Warten auf ${name}`,
    text: 'Schalte sein WLAN aus und seine Leitung ein.',
  }),
  'phone-none': () => ({ name: 'Noch kein Handy', text: null }),
  'dhcp-silent': () => ({ name: 'Still', text: 'Zu Hause vergibt niemand Adressen außer dem Server.' }),
  'dhcp-not-heard': () => ({
    name: 'Nicht zu sehen',
    text: 'Der Server fand keinen Weg, zu Hause zu fragen, wer Adressen vergibt.',
  }),
  'dhcp-silent-on-loan': ({ address }) => ({
    name: 'Zu früh ausgeschaltet',
    text: `Der Server hat ${address} noch geliehen und wird sie verlieren. Schalte DHCP im Router wieder ein, bis er eine eigene hat.`,
  }),
  'dhcp-answers': ({ from }) => ({
    name: 'Antwortet noch',
    text: `${from} vergibt noch Adressen. Schalte das dort aus.`,
  }),
  'dhcp-by-server': ({ address }) => ({ name: 'Der Server vergibt sie', text: address }),
  'not-looked': () => ({ name: 'Noch nicht geprüft', text: null }),
} satisfies CheckTexts;

const checkNames = {
  'fixed-address': 'Feste Adresse',
  'dns-ipv4': 'Namen zu Hause, IPv4',
  'dns-ipv6': 'Namen zu Hause, IPv6',
  rebind: 'Antworten, die nach Hause führen',
  'this-pc': 'Dieser PC',
  reachable: 'Von draußen erreichbar',
  forward: 'Portfreigabe',
  'first-phone': 'Das erste Handy',
  'router-dhcp-off': 'DHCP im Router ist aus',
  'server-dhcp': 'DHCP des Servers',
} satisfies RouterCheckTexts;

const reachWhy = {
  'reach-own-address': ({ address }) =>
    `Dein Router hat eine eigene Adresse im Internet, ${address}. Eine Portfreigabe kann wirken.`,
  'reach-no-address': () =>
    'Dein Router sagt, dass er keine eigene IPv4‑Adresse im Internet hat. Entweder steht er hinter einem zweiten Router, dann müssen beide den Port weitergeben; oder dein Anbieter teilt eine Adresse unter vielen Haushalten auf, dann kann eine Portfreigabe nicht wirken.',
  'reach-shared-address': ({ address }) =>
    `Was das Internet von dir sieht, ist eine Adresse, die dein Anbieter unter vielen Haushalten teilt; deine, ${address}, ist eine innere. Eine Portfreigabe kann nicht wirken.`,
  'reach-ds-lite': () =>
    'Dein Anbieter gibt dir IPv6, und IPv4 nur über eine Adresse, die sich viele Haushalte teilen (DS‑Lite). Eine Portfreigabe über IPv4 kann nicht wirken.',
  'reach-second-router': ({ address }) =>
    `Dein Router steht hinter einem anderen: Seine äußere Adresse ${address} ist die eines Heimnetzes. Beide müssen den Port weitergeben.`,
  'reach-differs': ({ wan, seen }) =>
    `Dein Router hält sich für ${wan}; das Internet sieht ${seen}. Dazwischen steht jemand, und eine Portfreigabe reicht nicht an ihm vorbei.`,
  'reach-ipv6-only': ({ address }) =>
    `Über IPv4 kommt niemand herein, über IPv6 aber ist dein Server unter ${address} zu erreichen.`,
  'reach-not-asked': ({ address }) =>
    `Dein Router sagt ${address}. Im Internet ließ sich niemand fragen, ob er dasselbe sieht: Frag noch einmal, oder lass es das erste Handy von draußen beweisen.`,
  'reach-unknown': ({ seen }) =>
    seen === ''
      ? 'Dein Router verrät seine Adresse nicht, und im Internet ließ sich niemand fragen: Das erste Handy von draußen beweist es.'
      : `Das Internet sieht dich als ${seen}. Ob das die Adresse deines Routers ist, verrät er nicht: Das erste Handy von draußen beweist es.`,
  'reach-proven': () => 'Gerade ist etwas von draußen hereingekommen. Es gibt keinen Zweifel.',
  'reach-came': ({ minutes }) =>
    `Ein Handy kam ${since(minutes)} von draußen herein, und nichts spricht seitdem dagegen. Das nächste beweist es wieder.`,
} satisfies ReachTexts;

const ways = {
  'public-door': {
    name: 'Die öffentliche Tür',
    text: 'Braucht keinen Port deines Routers. Fotos und Videos bis 100 MB gehen durch Cloudflare, größere Videos laden zu Hause hoch.',
  },
  'at-home': {
    name: 'Zu Hause',
    text: 'Da geht alles: Handys laden hoch, wenn sie heimkommen, Videos jeder Größe.',
  },
  ipv6: {
    name: 'Die direkte Leitung über IPv6',
    text: 'Geht in Netzen mit IPv6, und das haben die meisten Mobilnetze.',
  },
  'router-wireguard': {
    name: 'Das WireGuard des Routers',
    text: 'Manche Router sind über den Dienst ihres Herstellers zu erreichen. Dann kommen Handys durch den Router herein, nicht durch uns.',
  },
  'ask-provider': {
    name: 'Den Anbieter fragen',
    text: 'Nach „öffentlicher IPv4‑Adresse“ oder „Dual Stack“. Viele geben sie umsonst oder für wenig.',
  },
  'forward-twice': {
    name: 'Zweimal freigeben',
    text: 'Der äußere Router an deinen, deiner an den Server; oder der äußere reicht nur durch (Bridge‑Modus).',
  },
} satisfies ReachWayTexts;

export const router: typeof english = {
  checks,
  checkNames,
  reachWhy,
  ways,
  title: (name) => `${name}: zwei Einstellungen`,
  titleUnknown: 'Zwei Einstellungen im Router',
  go: 'Router',
  goText: 'Namen zu Hause und der Port für die direkte Leitung: eine Anleitung, und ob beides wirkt.',
  lead: 'Ändern können wir sie nicht für dich, aber wir haken jeden Schritt ab, sobald er wirkt.',
  detecting: 'Wir sehen nach, welcher Router das ist. Gefragt wird nur er selbst.',
  another: 'Anderer Router',
  chosen: 'von dir gewählt',
  tabs: { label: 'Die zwei Einstellungen', names: '1. Namen zu Hause', port: '2. Portfreigabe' },
  menusIn: 'Menüs auf',
  menusLabel: 'Sprache der Menüs im Router',
  languages: { en: 'English', de: 'Deutsch' },
  next: 'Nächste Einstellung',
  addPhone: 'Handy hinzufügen',
  goOn: 'Weiter',
  later: 'Später',
  open: (page) => `${page} öffnen`,
  pages: (page, address) => `${page} oder ${address}`,
  showStep: 'Schritt zeigen',
  why: 'Warum?',
  drawing: 'Zeichnung',
  drawingOf: (where) => `Zeichnung der Seite ${where}, mit den eingetragenen Werten`,
  drawn: {
    save: 'Speichern',
    app: 'App des Herstellers',
    terminal: 'Befehlszeile',
    device: 'Einstellungen des Geräts',
  },
  inSystem: (system) => `In ${system}`,
  otherSystems: (systems) => `Mit ${systems}`,
  tick: 'Haken setzen:',
  untick: 'Haken entfernen:',
  untickText: (label) => `${label} (kein Haken)`,
  press: (label) => `**${label}** drücken`,
  confidence: {
    source: 'Aus einer einzigen Quelle: Es kann etwas anders heißen.',
    low: 'Niemand von uns hat dieses Menü gesehen: Es kann anders heißen.',
  },
  where: { pages: null, app: 'In der App des Herstellers', commands: 'Auf seiner Befehlszeile', device: 'Am Gerät' },
  dnsConfidence: {
    source: 'Ob dieser Router das kann, wissen wir nur aus einer Quelle.',
    low: 'Ob dieser Router das kann, hat niemand von uns ausprobiert.',
  },
  values: {
    'server-ula': 'Der Router vergibt sie, sobald der Haken darüber gesetzt ist',
    'server-mac': 'Steht hier, sobald der Server antwortet',
    missing: 'Noch nicht bekannt',
  },
  save: {
    pages: 'Drück unten auf seiner Seite den Knopf, der speichert.',
    app: 'Speichere in der App des Herstellers, und gib ihm eine Minute.',
    commands: 'Gib jeden Befehl dieses Schritts ein, auch den letzten.',
    device: null,
  },
  addressToEnter: 'Die Adresse, die einzutragen ist:',
  notUseful: 'Hier ohne Nutzen, bis dein Anbieter dir eine eigene IPv4‑Adresse gibt',
  unknownRouter: 'Diesen Router haben wir nicht erkannt. Wähle ihn aus der Liste, oder nimm diese allgemeinen Worte.',
  chooseRouter: 'Aus der Liste wählen',
  ipv6Stays: {
    text: 'Über IPv6 nennt er sich selbst, und wir kennen keinen Weg, ihn den Server nennen zu lassen. Was hilft: IPv6 im Heimnetz ausschalten, wenn der Router es kann; oder den Server an einzelnen Geräten von Hand eintragen; oder damit leben:',
    door: 'Geräte, die über IPv6 fragen, nehmen die öffentliche Tür.',
    noDoor: 'Geräte, die über IPv6 fragen, finden die Fotos mit eingeschalteter direkter Leitung.',
  },
  steps: {
    reachable: {
      title: 'Dein Zuhause ist von draußen zu erreichen',
      text: 'Manche Anbieter teilen eine Adresse unter vielen Haushalten auf. Dann kann eine Portfreigabe nicht wirken.',
    },
    phone: {
      title: 'Füge das erste Handy hinzu',
      text: 'Mit ausgeschaltetem WLAN beweist sein erstes Lebenszeichen den ganzen Weg.',
    },
  },
  markWrong: 'Steht im Weg:',
  asking: 'Wir fragen gerade',
  asked: (seconds) => {
    const minutes = Math.floor(seconds / 60);
    if (minutes >= 2) return `Vor ${minutes} Minuten gefragt`;
    return seconds < 2 ? 'Gerade gefragt' : `Vor ${seconds} ${f.plural(seconds, 'Sekunde', 'Sekunden')} gefragt`;
  },
  earlier: 'Früher:',
  lookOld: 'Graue Haken sind vom letzten Mal, als eine Antwort kam.',
  askNow: 'Jetzt fragen',
  serverSilent: 'Der Server hat nicht rechtzeitig geantwortet. Aktuell ist nur, was dieser PC sieht.',
  arrived: (names) => `${names}: wirkt`,
  changed: {
    title: 'Der Server hat jetzt eine andere Adresse',
    text: (before, address) =>
      `Alles wurde für ${before} eingerichtet, der Server ist aber unter ${address}. Gib ihm im Router wieder ${before}, oder lass uns alles für ${address} einrichten.`,
    mend: (address) => `Für ${address} einrichten`,
  },
  privateDns:
    '**Handys mit Android:** Bei „Privates DNS“ ist „Automatisch“ oder „Aus“ richtig. Steht dort ein Name, fragt das Handy diesen, auch zu Hause.',
  details: {
    title: 'Einzelheiten',
    resolvers: 'Dieser PC fragt nach Namen bei',
    who: {
      server: 'unser Server',
      router: 'der Router',
      home: 'jemand zu Hause',
      internet: 'jemand im Internet',
      'this-pc': 'dieser PC selbst',
    },
    from: {
      dhcp: 'über DHCP erfahren',
      'router-advertisement': 'über IPv6 erfahren',
      'by-hand': 'von Hand gesetzt',
      unknown: null,
    },
    noAnswer: 'keine Antwort',
    none: 'keine',
    taken: 'Ein Browser ginge zu',
    way: 'Die Fotoseite selbst sagt',
    ways: { home: 'zu Hause, direkt', tunnel: 'über die direkte Leitung', public: 'über Cloudflare' },
    notReached: 'nicht erreicht',
    dhcp: 'DHCP zu Hause',
    dhcpSays: (from, dns) => `${from} nennt ${dns}`,
    nobody: 'niemand antwortete',
    announced: 'Über IPv6 bekannt gegeben',
    by: { 'router-advertisement': 'Router Advertisement', dhcpv6: 'DHCPv6' },
    routerSays: 'Der Router antwortet',
    serverSays: 'Der Server antwortet',
    worldSays: 'Das Internet antwortet',
    packets: 'Pakete am Port',
    hellos: 'Davon Klopfen eines Handys',
    knock: 'Unser eigenes Paket von innen',
    knocks: { arrived: 'angekommen', 'not-seen': 'nicht gesehen', 'not-tried': 'nicht geschickt' },
  },
  reach: {
    asking: 'Wir fragen, wie das Internet dieses Zuhause sieht',
    failed: 'Wie das Internet dieses Zuhause sieht, war nicht zu erfragen',
    again: 'Noch einmal fragen',
    verdict: {
      reachable: 'Dieses Zuhause ist von draußen zu erreichen',
      'not-reachable': 'Mit einer Portfreigabe ist dieses Zuhause von draußen nicht zu erreichen',
      unknown: 'Ob dieses Zuhause zu erreichen ist, zeigt das erste Handy',
    },
    still: 'Was trotzdem geht',
    wan: 'Der Router sagt',
    seen: 'Das Internet sieht',
    noWan: 'keine',
    untold: 'nicht verraten',
    openDoor: 'Öffentliche Tür wählen',
    endpoint: 'Wählen, wo Handys anklopfen',
    tryIpv6: 'Über IPv6 versuchen',
    tryingIpv6: 'Das wird gerade versucht: Handys klopfen jetzt nur über IPv6 an.',
    endIpv6: 'Zurück zu IPv4',
    permitIpv6: (port) =>
      `Der Router muss UDP ${port} über IPv6 zu diesem Server hereinlassen: bei den meisten eine zweite Freigabe neben der Portfreigabe (FRITZ!Box: auf derselben Seite, „IPv6“). Das erste Handy, das so hereinkommt, beweist es.`,
  },
  shield:
    'Hinter diesem Port lauscht nur die direkte Leitung. Sie antwortet deinen Handys und schweigt für alle anderen.',
  mapping: {
    offer: 'Lieber machen lassen?',
    offerText:
      'Wenn der Router es erlaubt, kann der Server um genau diesen Port selbst bitten. Er bittet immer wieder, und der Router vergisst es, wenn der Server fort ist.',
    button: 'Den Server bitten lassen',
    list: 'Dürfen wir den Router nach seiner Liste der Portfreigaben fragen?',
    listText: 'Das liest nur, nichts wird geändert. Dann sehen wir, ob unsere dabei ist und wohin sie führt.',
    title: 'Soll der Server um den Port bitten?',
    lead: 'Router können Ports für Geräte zu Hause öffnen, die darum bitten. Das heißt UPnP, bei manchen NAT-PMP.',
    points: [
      'Unser Server bittet **nur um diesen einen Port**, für sich selbst, und noch einmal, bevor er abläuft.',
      'Für alle Geräte erlaubt, **könnte jedes davon bitten**, auch eines mit etwas Bösem darauf. Besser nur dem Server erlauben, wo der Router das kann.',
      'Du siehst die Änderung vorher. Nichts geschieht, bevor du es sagst.',
    ],
    yes: 'Die Änderung zeigen',
    no: 'Lieber von Hand',
    on: 'Der Server bittet den Router um diesen Port',
    until: (minutes) =>
      `In der Liste des Routers steht er, noch ${minutes} ${f.plural(minutes, 'Minute', 'Minuten')} lang. Der Server bittet rechtzeitig wieder.`,
    forever: 'In der Liste des Routers steht er, bis ihn jemand herausnimmt.',
    notSeen: 'Er bittet immer wieder, bevor es abläuft.',
    notGranted:
      'Noch nicht gewährt: In der Liste des Routers steht er nicht. Erlaube dem Server dort, um Ports zu bitten (UPnP oder PCP), oder gib den Port von Hand frei.',
    untold: 'Ob der Router zugesagt hat, verrät er nicht: Das erste Handy von draußen zeigt es.',
    stop: 'Nicht mehr bitten',
  },
  out: {
    title: {
      cannot: 'Dieser Router kann keinen anderen DNS‑Server nennen',
      between: 'Dieser Router bleibt dazwischen',
      depends: 'Falls dein Modell das nicht kann',
      here: 'Falls es nicht wirkt',
    },
    text: 'Es gibt drei Auswege. Der erste ist für die meisten der beste.',
    show: 'Zeig mir, wie',
    back: 'Alle drei Auswege',
    wayBack: 'Der Weg zurück',
    wayBackText: 'Falls du es wieder wie vorher haben willst:',
    poolTitle: 'Welche Adressen darf der Server vergeben?',
    poolText:
      'Wir schlagen einen Bereich vor, der Router und Server auslässt. Geräte mit eigener Adresse behalten sie.',
    from: 'Erste',
    to: 'Letzte',
    poolWrong: 'Beide müssen im Heimnetz liegen, der Reihe nach, ohne Router und Server dazwischen.',
    plan: 'Die Änderung zeigen',
    offFirst: 'Schalte zuerst DHCP im Router aus; wir warten darauf.',
    loanFirst:
      'Gib dem Server zuerst seine Adresse endgültig. Ist DHCP im Router schon aus, schalte es bis dahin wieder ein.',
    on: (from, to) => `Der Server vergibt Adressen, ${from} bis ${to}.`,
    giveBack: 'Zurückgeben',
    giveBackText: 'Schalte gleich danach DHCP im Router ein: Bis dahin bekommen neue Geräte keine Adresse.',
  },
  choose: {
    title: 'Welchen Router hast du?',
    lead: 'Der Name steht meist auf seinem Aufkleber. Bei jedem Menü steht, wie sicher wir sind.',
    search: 'Suchen',
    none: 'Keiner heißt so. Die allgemeine Anleitung passt zu jedem Router.',
    found: (count) => `${count} Router`,
    seen: 'hier gefunden',
    take: 'Diese Anleitung nehmen',
    general: 'Ein anderer',
  },
  print: {
    button: 'Drucken',
    title: (name) => `Zwei Einstellungen: ${name}`,
    for: (host) => `Für ${host}`,
    open: (page) => `Im Browser öffnen: ${page}`,
    noTick: '(kein Haken)',
    pool: (from, to) => `Erste: ${from}, letzte: ${to}`,
  },
  line: {
    title: 'Wo Handys unterwegs anklopfen',
    record: 'Ein Name von uns, immer aktuell',
    recordText: (host) => `${host}: Der Server trägt dort die Adresse deines Zuhauses ein, wann immer sie sich ändert.`,
    name: 'Der Name des Routers',
    nameText: 'MyFRITZ!, DynDNS oder Ähnliches: Der Router hält ihn selbst aktuell.',
    nameLabel: 'Der Name des Routers im Internet',
    nameHint: 'Zum Beispiel abc123.myfritz.net; er steht auf der Seite des Routers.',
    address: 'Eine feste Adresse',
    addressText: 'Nur wenn dein Anbieter dir eine gab, die sich nie ändert, IPv4 oder IPv6.',
    addressLabel: 'Die Adresse',
    ipv6: 'Auch die IPv6‑Adresse eintragen',
    ipv6Hint: 'Ein Handy ist so hereingekommen, also wirkt es.',
    ipv6Alone: 'Nur über IPv6',
    ipv6AloneHint: 'Über IPv4 kommt niemand herein, darum nennt der Name keine IPv4‑Adresse: Handys nähmen sie.',
    ipv6Untested: 'IPv6 wird hier angeboten, sobald ein Handy so hereinkam: Viele Router lassen es nicht durch.',
  },
};
