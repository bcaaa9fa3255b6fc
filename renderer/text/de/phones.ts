// Handys mit direkter Leitung, auf Deutsch: die Liste, der Code eines neuen, die Karte zum Drucken, und wer welchen Weg nimmt.
// Die Wörter in beiden Apps sind die ihrer deutschen Fassungen.
import { format } from '../format';
import type { card as englishCard, phones as english, whichWay as englishWay } from '../en/phones';

const f = format('de');

export const phones: typeof english = {
  title: 'Handys mit direkter Leitung',
  lead: 'Sie erreichen die Fotos zu Hause und unterwegs und laden Videos jeder Größe hoch.',
  add: 'Handy hinzufügen',
  finish: 'Fertig',
  skip: 'Ohne Handys weiter',
  loading: 'Wir fragen den Server',
  empty: 'Noch hat kein Handy eine direkte Leitung.',
  emptyText: 'Füge zuerst dein eigenes hinzu. Es dauert zwei Minuten, mit dem Handy daneben.',
  columns: { phone: 'Handy', seen: 'Zuletzt auf der Leitung', path: 'Weg dabei' },
  added: (at) => `seit ${f.date(at)}`,
  traffic: (bytes) => `bisher ${f.bytes(bytes)}`,
  never: 'noch nie verbunden',
  waiting: 'Wir warten darauf',
  road: 'Unterwegs, direkt',
  home: 'Zu Hause, direkt',
  off: 'Tunnel aus: nur zu Hause',
  offPublic: 'Tunnel aus: öffentliche Tür',
  disabled: 'Hier abgeschaltet',
  stale: 'Sein Code ist ein alter: Unterwegs klopft es an, wo niemand mehr antwortet.',
  replaceStale: 'Ersetzen',
  newCode: 'Neuen Code zeigen',
  others: (host) => `Andere Handys brauchen nichts aus dieser Liste. Sie öffnen **${host}** und melden sich an.`,
  othersHome: (host) =>
    `Andere Handys öffnen **${host}** nur zu Hause. Für unterwegs braucht jedes eine eigene Leitung aus dieser Liste.`,
  router: (port, address) =>
    `**Der Router muss UDP ${port} an ${address} weiterleiten.** Bis dahin erreicht ein Handy mit eingeschaltetem Tunnel nichts, auch keine anderen Webseiten. Schalte den Tunnel wieder aus, wenn nichts ankommt.`,
  toRouter: 'Zum Router',
  scopes: {
    photos: {
      name: 'Nur die Fotos',
      text: 'Die Fotos und sonst nichts. Sein übriges Internet geht seinen eigenen Weg.',
    },
    home: {
      name: 'Ganzes Zuhause',
      text: 'Alles zu Hause, als wäre es dort: Drucker, Fernseher, die Seiten des Routers. Ein gestohlenes Handy käme auch dahin.',
    },
    all: {
      name: 'Ganzes Internet',
      text: 'Es surft durch dein Zuhause und kommt darin überallhin; ein gestohlenes Handy auch. Gut im Hotel-WLAN, dem du nicht traust; langsamer, und es kostet Akku.',
    },
  },
  menu: {
    open: (name) => `Was mit ${name} geschehen soll`,
    code: 'Code nochmal zeigen',
    rename: 'Umbenennen',
    disable: 'Abschalten',
    enable: 'Einschalten',
    newCode: 'Neuer Code',
    replace: 'Verlorenes Handy ersetzen',
    remove: 'Entfernen',
    disabled: (name) => `${name} ist abgeschaltet.`,
    enabled: (name) => `${name} ist eingeschaltet.`,
  },
  form: {
    title: 'Handy hinzufügen',
    lead: 'Der Name ist für diese Liste, damit du es wiedererkennst.',
    label: 'Name des Handys',
    hint: 'Zum Beispiel Annas iPhone',
    becomes: (tunnel) => `In seiner WireGuard-App heißt es ${tunnel}.`,
    more: 'Mehr Möglichkeiten',
    moreNow: (scope) => `Mehr Möglichkeiten: ${scope}`,
    person: 'Wem gehört es?',
    personHint: 'Nur für diese Liste. Darf leer bleiben.',
    scope: 'Was es erreichen darf',
    keep: 'Dieser PC darf den Code später nochmal zeigen',
    keepText:
      'Sein Schlüssel bleibt dann im Schlüsselbund dieses PCs. Sonst ist er vergessen, wenn du den Code schließt.',
    keepOff:
      'Dieser PC kann nichts verschlüsselt aufheben, darum bleibt hier nichts. Für einen neuen Code ersetze das Handy.',
    account: 'Auch ein Immich-Konto für diese Person',
    accountText: 'Mit einem Passwort für die erste Anmeldung, das die Person dann ändert.',
    email: 'E-Mail, zum Anmelden',
    personNeeded: 'Sag noch, wessen Konto es ist.',
    admin: (name) => `Immich-Passwort von ${name}`,
    adminThe: 'das Passwort',
    adminHint: 'Konten darf nur anlegen, wer sich um Immich kümmert.',
    adminWrong: 'Immich nimmt dieses Passwort nicht an.',
    leave: (email: string) =>
      `**Das Konto ${email} ist angelegt, das Handy nicht.** Notiere das Passwort oben: Es steht nirgends sonst.`,
    noted: 'Notiert, schließen',
    make: 'Code erzeugen',
    making: 'Schlüssel werden erzeugt',
  },
  line: {
    lead: 'Leg das Handy bereit und lass dieses Fenster offen.',
    code: 'QR-Code mit den Einstellungen des Handys',
    larger: 'Größer zeigen',
    smaller: 'Kleiner zeigen',
    which: 'Welches Handy es ist',
    systems: { ios: 'iPhone', android: 'Android' },
    install: 'Installiere auf dem Handy die App **WireGuard**.',
    stores: { ios: 'App Store', android: 'Google Play' },
    scan: {
      ios: 'Tippe in der App auf **+**, dann **Aus QR-Code erstellen**, und halte die Kamera auf diesen Code.',
      android: 'Tippe in der App auf **+**, dann **Von QR-Code scannen**, und halte die Kamera auf diesen Code.',
    },
    name: (tunnel) => `Nenne es **${tunnel}**, schalte es ein und **am Handy kurz das WLAN aus**.`,
    waitTitle: 'Wir warten auf das erste Lebenszeichen',
    packets: (packets) => `Bisher ${f.number(packets)} ${f.plural(packets, 'Paket', 'Pakete')}.`,
    meanwhile: 'Kommt nichts an, schalte es wieder aus: Bis dahin findet das Handy keine Webseiten.',
    causes: {
      nothing:
        '**Kein Paket hat den Server erreicht.** Ist es eingeschaltet, mit WLAN aus? Dann lässt der Router es noch nicht herein, oder dein Anbieter gibt deinem Zuhause keine eigene Adresse.',
      keys: '**Es klopft, und sein Schlüssel passt nicht.** Es hat einen älteren Code oder den eines anderen Servers: Lösche den Eintrag in der App und scanne diesen Code. Oder ein anderes Handy klopft, das entfernt, abgeschaltet oder ersetzt wurde und noch eingeschaltet ist.',
      others:
        '**Der Weg herein geht: Andere Handys kommen an.** Von diesem war noch nichts zu hören. Ist es in der App eingeschaltet?',
    },
    keepsCode: 'Ein Handy, das diesen Code gescannt hat, behält ihn.',
    longer: 'Immer noch nichts?',
    longerList: [
      '**WLAN aus, mobile Daten an.** Zu Hause führen viele Router ein Handy nicht hinaus und wieder herein.',
      '**Der Schalter in der App ist an**, und kein anderes VPN: Ein Handy hat Platz für eines.',
      '**Dieser Code, kein älterer.** Ein neuer Code macht jeden früheren ungültig.',
      'Manche Gast- und Hotelnetze lassen so etwas nicht durch. Mobile Daten schon.',
    ],
    hereTitle: 'Das Handy ist verbunden',
    here: (endpoint) =>
      `Es kam${endpoint ? ` von ${endpoint}` : ''} über die direkte Leitung. Du kannst sein WLAN wieder einschalten.`,
    before: (ago) =>
      `Zuletzt gesehen: ${ago}. Jedes Handy braucht einen eigenen Code: Scanne diesen nicht mit einem zweiten.`,
    rules: 'Damit es von selbst an- und ausgeht',
    rulesOf: {
      ios: [
        'Tippe in der App auf den Namen, dann **Bearbeiten**, und geh zu **Aktivierung auf Wunsch**.',
        'Schalte **Mobil** und **WLAN** ein.',
        'Wähle unter **SSIDs** „**Ausgenommen dieser SSIDs**“ und füge dein WLAN zu Hause hinzu. Speichern.',
      ],
      android: [
        'Die Android-App kennt solche Regeln nicht. Leg ihre **Kachel** in die Schnelleinstellungen: unterwegs einmal tippen, zu Hause wieder.',
        'Oder das System lässt es immer an: **Einstellungen › Netzwerk › VPN › WireGuard › Durchgehend aktives VPN**. Dann ist es auch zu Hause an. „**Verbindungen ohne VPN blockieren**“ bleibt aus.',
        '**Privates DNS** (Einstellungen › Netzwerk) muss auf **Automatisch** oder **Aus** stehen. Mit einem Namen darin fragt das Handy an deinem Zuhause vorbei.',
      ],
    },
    account: (email) => `Immich-Konto für ${email}`,
    password: 'Passwort für die erste Anmeldung',
    once: 'Es steht nur jetzt hier, und auf der Karte.',
    secret: 'Dieser Code ist ein Schlüssel. Nicht abfotografieren oder verschicken.',
    secretOnce: 'Nur jetzt zu sehen. Er ist ein Schlüssel: nicht abfotografieren oder verschicken.',
    kept: 'Sein Schlüssel liegt im Schlüsselbund dieses PCs.',
    keptInVain: 'Dieser PC konnte den Schlüssel doch nicht aufheben: Der Code lässt sich nicht nochmal zeigen.',
    save: 'Als Datei',
    saved: (path) => `Gesichert als ${path}`,
    print: 'Karte drucken',
    later: 'Später',
    done: 'Fertig',
  },
  putAway: {
    title: 'Diesen Code schließen?',
    titlePassword: 'Ist das Passwort notiert?',
    once: '**Er lässt sich nicht nochmal zeigen.** Er liegt nicht im Schlüsselbund dieses PCs, in keiner Datei und auf keiner Karte.',
    scanned: (name) =>
      `Ein Handy, das ihn gescannt hat, behält ihn. Sonst braucht ${name} später **Neuer Code** aus seinem Menü.`,
    password: (email) => `**Das erste Passwort von ${email}** steht nur hier. Notiere es, oder drucke die Karte.`,
    go: 'Schließen',
    back: 'Zurück zum Code',
  },
  rename: {
    title: (name) => `${name} umbenennen`,
    stays: 'In der App auf dem Handy bleibt der Name, wie er ist.',
    save: 'Speichern',
  },
  replace: {
    title: (name) => `${name} ersetzen?`,
    old: '**Zuerst** gilt der Schlüssel des alten Handys nicht mehr. Erst dann wird das neue eingelassen.',
    new: 'Das neue Handy übernimmt Namen und Rechte und braucht einen **neuen Code**: Er kommt als Nächstes.',
    others: 'Die anderen Handys merken nichts davon.',
    lost: '**Verloren oder gestohlen?** In Immich ist das alte noch angemeldet. Beende auch das, unter Kontoeinstellungen, Autorisierte Geräte.',
    titleNew: (name) => `Neuer Code für ${name}?`,
    oldCode: 'Der Code von vorhin **öffnet dann nichts mehr**.',
    newCode: 'Der **neue Code** kommt als Nächstes. Namen und Rechte bleiben.',
    goNew: 'Neuen Code erzeugen',
    go: 'Ersetzen',
    going: 'Alter Schlüssel raus, neuer rein',
  },
  remove: {
    title: (name) => `${name} entfernen?`,
    key: 'Sein Schlüssel gilt **sofort** nicht mehr. Zum Wiederkommen braucht das Handy einen neuen Code.',
    others: (count) =>
      count === 0
        ? 'Es ist das einzige Handy mit direkter Leitung.'
        : count === 1
          ? 'Das andere Handy merkt nichts davon.'
          : `Die anderen ${count} Handys merken nichts davon.`,
    lost: '**Verloren oder gestohlen?** In Immich ist es noch angemeldet. Melde es auch dort ab: Kontoeinstellungen, Autorisierte Geräte.',
    open: 'Immich öffnen',
    keep: 'Behalten',
    remove: 'Entfernen',
  },
  cardDialog: {
    title: (name) => `Eine Karte für ${name}`,
    lead: 'Eine A5-Seite zum Mitgeben. Der Code wird nach dem Scannen abgeschnitten und zerrissen.',
    language: 'Sprache der Karte',
    print: 'Drucken',
    preview: 'So wird die Karte aussehen',
  },
};

export const card: typeof englishCard = {
  home: 'Unsere Fotos zu Hause',
  whose: (phone) => `für ${phone}`,
  title: 'Fotos der Familie ansehen und schicken',
  open: {
    both: 'Öffne es im Browser, oder installiere die App **Immich** und gib es dort als Server ein.',
    home: 'Öffne es zu Hause im Browser, oder installiere die App **Immich** und gib es dort als Server ein.',
  },
  signIn: (who) => `Melde dich mit deiner E-Mail und dem Passwort von ${who} an.`,
  signInOnce: 'Melde dich damit an. Immich fragt dann nach einem eigenen Passwort.',
  email: 'E-Mail',
  password: 'Passwort',
  line: { both: 'Für große Videos: die direkte Leitung', home: 'Für die Fotos unterwegs: die direkte Leitung' },
  steps: {
    ios: (tunnel) => [
      'Installiere die App **WireGuard**, tippe auf **+**, dann **Aus QR-Code erstellen**.',
      `Scanne den Code unten und nenne es **${tunnel}**.`,
      'Tippe auf **Bearbeiten**, dann **Aktivierung auf Wunsch**: Schalte **Mobil** und **WLAN** ein und nimm dein WLAN zu Hause aus. Ab jetzt geht es von selbst an und aus.',
    ],
    android: (tunnel) => [
      'Installiere die App **WireGuard**, tippe auf **+**, dann **Von QR-Code scannen**.',
      `Scanne den Code unten und nenne es **${tunnel}**.`,
      'Schalte es ein, wenn du aus dem Haus gehst, und aus, wenn du zurück bist. Ihre **Kachel** in den Schnelleinstellungen tut das mit einem Tipp.',
    ],
  },
  wrong: 'Etwas geht nicht auf?',
  wrongText: {
    both: (tunnel, who) =>
      `Schalte **${tunnel}** in WireGuard aus: Dann kommen die Fotos auf dem gewöhnlichen Weg. Sag ${who} bei Gelegenheit Bescheid.`,
    home: (tunnel, who) =>
      `Zu Hause geht es ohne: Schalte **${tunnel}** in WireGuard aus. Geht es unterwegs nicht, frag ${who}.`,
  },
  cut: 'nach dem Scannen abschneiden und zerreißen',
  code: 'QR-Code mit den Einstellungen des Handys',
  key: 'Dieser Code ist ein Schlüssel',
  keyText: 'Er passt zu einem einzigen Handy. Wer ihn hat, kann dessen Platz auf der direkten Leitung einnehmen.',
  lost: (who) =>
    `Handy oder Karte verloren? Sag ${who} Bescheid: Der Schlüssel ist in einer Minute gelöscht, und die anderen merken nichts davon.`,
};

export const whichWay: typeof englishWay = {
  title: 'Wer welchen Weg nimmt',
  thisPc: 'Dieser PC',
  asking: 'Wir sehen nach, welchen Weg dieser PC nimmt',
  unknown: 'nicht herausgefunden',
  home: 'Zu Hause, direkt',
  tunnel: 'Direkte Leitung',
  past: 'nicht auf dem direkten Weg',
  public: 'Öffentliche Tür',
  off: (ago) => `Direkte Leitung aus, zuletzt gesehen: ${ago}`,
  videos: {
    any: 'Videos jeder Größe',
    small: 'Videos bis 100 MB',
    none: 'unterwegs keine Fotos',
    home: 'große Videos nur zu Hause',
  },
  router: 'Router',
  ask: 'Nochmal nachsehen',
  self: 'Auch jedes Handy kann selbst nachsehen:',
  open: 'Im Browser fragen',
  none: 'In den letzten 30 Tagen war kein Handy auf der direkten Leitung.',
};
