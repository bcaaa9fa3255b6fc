// Was die Maschine über Änderungen und Nachweise sagt, auf Deutsch.
import type { ZoneSetting } from '../../../electron/contract/message';
import { format } from '../format';
import type { MessageTexts } from '../shape';

const f = format('de');

const zoneSettings = {
  ssl: 'Verschlüsselung zu deinen eigenen Servern (SSL/TLS-Modus)',
  min_tls_version: 'Älteste TLS-Version',
  always_use_https: '„Always Use HTTPS“',
} satisfies Record<ZoneSetting, string>;

export const messages = {
  'install-packages': ({ packages }) => `\`${packages}\` installieren`,
  'write-file': ({ path }) => `\`${path}\` schreiben`,
  'make-folder': ({ path }) => `Ordner \`${path}\` anlegen`,
  'remove-file': ({ path }) => `\`${path}\` entfernen`,
  'restart-service': ({ service }) => `${service} neu starten`,
  'reload-service': ({ service }) => `${service} seine Dateien neu lesen lassen`,
  'enable-service': ({ service }) => `${service} starten, jetzt und mit dem Server`,
  'disable-service': ({ service }) => `${service} abschalten`,
  'enable-updates': () => 'Automatische Sicherheitsaktualisierungen einschalten',
  'switch-off-apache': () => 'Apache abschalten; er bleibt installiert',
  'add-docker-repository': ({ distribution }) => `Dockers eigene Paketquelle für ${distribution} hinzufügen`,
  'fetch-image': ({ image }) => `\`${image}\` laden`,
  'make-database-password': () => 'Ein Passwort für die Datenbank ausdenken, einmalig',
  'start-immich': ({ version }) => `Immich ${version} starten`,
  'wait-for-immich': () => 'Warten, bis Immich bereit ist',
  'create-admin': ({ name, email }) => `Erstes Konto anlegen: ${name}, ${email}`,
  'close-sign-up': () => 'Die Registrierung für immer schließen',
  'finish-onboarding': () => 'Immich seine Webadresse sagen und die Begrüßung abschließen',
  'request-certificate': ({ host }) => `Zertifikat für \`${host}\` holen`,
  'test-renewal': ({ host }) => `Erneuerung für \`${host}\` ausprobieren`,
  'split-names': () => 'Die Namen zu Hause neu starten, und im selben Moment die für Handys starten',
  'make-server-keys': () => 'Schlüssel des Servers erzeugen; sie verlassen ihn nie',
  'update-peers': ({ count }) => `${count} ${f.plural(count, 'Handy', 'Handys')} einlassen`,
  'publish-endpoint': ({ host }) => `Die Adresse deines Zuhauses als \`${host}\` veröffentlichen und aktuell halten`,
  'arm-firewall': ({ seconds }) =>
    `Regeln einschalten; nach ${seconds} s kehren sie von selbst um, wenn wir nicht mehr durchkommen`,
  'keep-firewall': () => 'Regeln behalten',
  'allow-in-ufw': ({ rule }) => `In deiner Firewall (ufw) erlauben: \`${rule}\``,
  'remove-from-ufw': ({ rule }) => `Unsere Regel aus deiner Firewall (ufw) entfernen: \`${rule}\``,
  'add-cloudflare-repository': () => 'Cloudflares eigene Paketquelle hinzufügen',
  'create-tunnel': ({ name }) => `Den Tunnel \`${name}\` bei Cloudflare anlegen`,
  'route-tunnel': ({ hosts }) => `${hosts} durch den Tunnel führen, und sonst nichts`,
  'fetch-tunnel-token': () => 'Diesem Server das Token des Tunnels geben',
  'wait-for-tunnel': () => 'Warten, bis der Tunnel steht',
  'check-door': ({ hosts }) => `Versuchen, an ${hosts} vorbeizukommen, bevor es jemand anders kann`,
  'publish-host': ({ host }) => `Die Tür öffnen: \`${host}\` zum Tunnel führen`,
  'wait-for-door': ({ host }) => `Warten, bis \`${host}\` von außen antwortet`,
  'change-zone-setting': ({ setting, before, after }) =>
    `${zoneSettings[setting]} von \`${before}\` auf \`${after}\` ändern`,
  'set-share-address': ({ address }) =>
    address === ''
      ? 'Immich wieder seine eigene Adresse in neue Links schreiben lassen'
      : `Immich \`${address}\` in neue Links schreiben lassen`,
  'close-door': ({ hosts }) => `Die Tür schließen: ${hosts} nicht mehr zu diesem Server führen`,
  'remove-host': ({ host }) => `\`${host}\` aus den Einträgen deiner Domain entfernen`,
  'remove-tunnel': ({ name }) => `Den Tunnel \`${name}\` bei Cloudflare entfernen`,
  'withdraw-endpoint': ({ host }) => `Die Adresse deines Zuhauses nicht mehr als \`${host}\` verraten`,
  'ask-for-mapping': ({ port }) =>
    `Den Router bitten, UDP ${port} an diesen Server weiterzugeben, und immer wieder bitten`,
  'withdraw-mapping': ({ port }) => `Den Router UDP ${port} nicht mehr weitergeben lassen`,
  'check-dhcp-silent': () => 'Nachsehen, ob zu Hause noch jemand Adressen vergibt',
  'take-over-dhcp': ({ from, to }) => `Zu Hause Adressen vergeben, von ${from} bis ${to}`,
  'give-back-dhcp': ({ router }) =>
    `Zu Hause keine Adressen mehr vergeben; schalte danach den DHCP-Server des Routers wieder ein: http://${router}`,
  'serve-former-names': ({ hosts, to }) => `Auch auf ${hosts} antworten, während ${to} ausprobiert wird`,
  'check-names': ({ hosts }) => `Prüfen, dass ${hosts} hier antwortet`,
  'redirect-former-names': ({ hosts, to }) => `${hosts} zu \`${to}\` weiterleiten`,
  'drop-former-names': ({ hosts }) => `Nicht mehr auf ${hosts} antworten`,
  'readdress-phones': ({ count }) =>
    `${count} ${f.plural(count, 'Handy', 'Handys')} eine Adresse im neuen Bereich geben`,
  'copy-photos': ({ from, to }) => `Die Fotos von \`${from}\` nach \`${to}\` kopieren`,
  'verify-photos': ({ from, to }) => `Jede Datei in \`${to}\` mit \`${from}\` vergleichen`,
  'pause-immich': () => 'Immich für die letzten Dateien anhalten',
  'dump-database': ({ path }) => `Die Datenbank in \`${path}\` sichern`,
  'read-dump': ({ path }) => `\`${path}\` zur Probe zurücklesen`,
  'update-immich': ({ from, to }) => `Immich von ${from} auf ${to} umstellen`,
  'restore-dump': ({ path }) => `Die Datenbank aus \`${path}\` zurückholen`,
  'stop-other-immich': ({ folder }) => `Das Immich in \`${folder}\` anhalten; seine Dateien bleiben`,
  'switch-off-service': ({ service }) => `${service} abschalten; es bleibt installiert`,
  'take-over-password': ({ path }) => `Das Passwort der Datenbank aus \`${path}\` übernehmen`,
  'take-over-key': ({ path }) => `Den Schlüssel der direkten Leitung aus \`${path}\` übernehmen`,
  'take-over-phones': ({ count }) =>
    `${count} ${f.plural(count, 'Handy', 'Handys')} übernehmen; ${f.plural(count, 'sein Code gilt', 'ihre Codes gelten')} weiter`,
  'close-open-port': ({ port }) => `Den offenen Port ${port} schließen`,
  'make-backup-key': () => 'Den Schlüssel für die Kopie ausdenken, einmal',
  'make-repository': ({ folder }) => `Den Platz für die Kopie in \`${folder}\` einrichten`,
  'copy-now': ({ folder }) => `Die erste Kopie nach \`${folder}\` machen`,
  'check-copy': ({ folder }) => `Die Kopie in \`${folder}\` prüfen`,
  'put-back-kit': ({ files }) => `${files} ${f.plural(files, 'Datei', 'Dateien')} aus dem Notfallpaket zurücklegen`,
  'remove-packages': ({ packages, count }) =>
    `${f.plural(count, 'Ein Paket', `${count} Pakete`)} entfernen, die wir installiert haben: \`${packages}\``,
  'remove-images': ({ count }) =>
    `${count} ${f.plural(count, 'Abbild', 'Abbilder')} von Immich entfernen; das lässt sich neu herunterladen`,
  'remove-folder': ({ path }) => `Den Ordner \`${path}\` entfernen`,
  'remove-user': ({ user }) => `Das Systemkonto \`${user}\` entfernen`,
  'delete-photos': ({ path }) => `**Alle Fotos und Videos löschen** in \`${path}\``,
  'delete-database': ({ path }) => `**Die Datenbank löschen** in \`${path}\``,
  'remove-own-notes': () => 'Unsere eigenen Notizen entfernen, ganz zuletzt',
  'left-photos': ({ path, bytes }) => `Deine Fotos und Videos: \`${path}\`, ${f.bytes(bytes)}`,
  'left-database': ({ path, bytes }) => `Die Datenbank von Immich: \`${path}\`, ${f.bytes(bytes)}`,
  'left-copies': ({ path }) => `Die zweite Kopie: \`${path}\``,
  'left-copy-key': ({ path }) =>
    `Der Schlüssel der zweiten Kopie: \`${path}\`. Ohne ihn oder ein Notfallpaket kann niemand die Kopien lesen`,
  'left-packages': ({ packages }) => `Programme, die vorher da waren oder die andere brauchen: \`${packages}\``,
  'left-file': ({ path }) => `Eine Datei, die jemand anders geändert hat: \`${path}\``,
  'left-folder': ({ path }) => `Ein Ordner, in dem noch mehr liegt: \`${path}\``,
  'left-records': ({ hosts }) => `Einträge bei Cloudflare, die wir von hier aus nicht entfernen dürfen: ${hosts}`,
  'left-router': () =>
    'Was du im Router eingestellt hast: die Portfreigabe und den DNS-Server. Das nimmst du dort zurück.',
  'left-apps': () => 'Die Apps auf den Handys und ihre direkte Leitung. Das entfernt jeder auf seinem Handy.',
  'proof-packages': ({ count }) =>
    `${count} ${f.plural(count, 'Paket ist', 'Pakete sind')} installiert, Aktualisierungen kommen von selbst`,
  'proof-docker': ({ version }) => `Docker ${version} funktioniert`,
  'proof-immich': ({ version }) => `Immich ${version} ist bereit`,
  'proof-sign-up-closed': () => 'Niemand sonst kann das erste Konto anlegen',
  'proof-certificate': ({ host, issuer, until }) =>
    `Das Zertifikat für ${host} ist von ${issuer} und gilt bis ${until}`,
  'proof-renewal': ({ timer }) => `Seine Erneuerung ist ausprobiert und geschieht von selbst (${timer})`,
  'proof-nginx': ({ host }) => `${host} antwortet zu Hause über HTTPS`,
  'proof-backend-private': ({ ports }) => `Die Ports ${ports} antworten nur auf dem Server selbst`,
  'proof-dns': ({ host, address }) => `Zu Hause führt ${host} zu ${address}`,
  'proof-dns-silent': ({ host }) => `Keine andere Adresse von ${host} führt daran vorbei`,
  'proof-wireguard': ({ port, peers }) =>
    `Die direkte Leitung wartet an Port ${port} auf ${peers} ${f.plural(peers, 'Handy', 'Handys')}`,
  'proof-endpoint': ({ host, address }) => `${host} führt zu dir nach Hause, ${address}`,
  'proof-endpoint6': ({ host, address }) => `${host} führt auch über IPv6 zu diesem Server, ${address}`,
  'proof-endpoint6-only': ({ host, address }) => `${host} führt nur über IPv6 zu diesem Server, ${address}`,
  'proof-mapping': ({ port, minutes }) =>
    minutes === 0
      ? `Der Router gibt UDP ${port} weiter`
      : `Der Router gibt UDP ${port} weiter, jeweils für ${minutes} ${f.plural(minutes, 'Minute', 'Minuten')}`,
  'proof-dhcp': ({ address }) => `Geräte zu Hause fragen ${address} nach Namen`,
  'proof-firewall': ({ rules }) =>
    `Die Firewall ist mit ${rules} ${f.plural(rules, 'Regel', 'Regeln')} an, und wir kommen noch hinein`,
  'proof-tunnel': ({ connections }) =>
    `Der Tunnel steht mit ${connections} ${f.plural(connections, 'Verbindung', 'Verbindungen')} zu Cloudflare`,
  'proof-public': ({ host }) => `${host} antwortet von außen`,
  'proof-share-tight': ({ requests }) => `${requests} Versuche, an der Gästetür vorbeizukommen: keiner kam durch`,
  'proof-share-address': ({ address }) => `Neue Links beginnen mit ${address}`,
  'proof-door-closed': ({ hosts }) => `${hosts}: draußen bekommt niemand mehr eine Antwort`,
  'dhcp-nobody': ({ router }) =>
    `Achtung: Es ist niemand zu sehen, der zu Hause jetzt Adressen vergibt. Schalte den DHCP-Server des Routers ein: http://${router}`,
  'proof-dhcp-others': ({ from }) => `${from} vergibt die Adressen zu Hause`,
  'proof-switched-off': ({ service }) => `${service} ist aus`,
  'proof-links': ({ address }) => `Immich nennt die Adresse ${address}`,
  'proof-former': ({ hosts, to }) => `${hosts}: führt weiter zu ${to}`,
  'proof-update': ({ version, dump }) => `Immich ${version} ist bereit; die Datenbank von vorher liegt in ${dump}`,
  'proof-photos-moved': ({ to, files }) =>
    `${f.number(files)} ${f.plural(files, 'Datei ist', 'Dateien sind')} in ${to}, jede verglichen`,
  'proof-copy': ({ folder, copies }) =>
    `${copies} ${f.plural(copies, 'Kopie liegt', 'Kopien liegen')} in ${folder}, zur Probe zurückgelesen`,
  'proof-kit': ({ phones }) =>
    `Die Schlüssel sind zurück: ${phones} ${f.plural(phones, 'Handy behält seinen Code', 'Handys behalten ihre Codes')}`,
  'proof-removed': ({ files, packages }) =>
    `Fort: ${files} ${f.plural(files, 'Datei', 'Dateien')} und ${packages} ${f.plural(packages, 'Paket', 'Pakete')}`,
} satisfies MessageTexts;
