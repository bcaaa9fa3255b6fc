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
} satisfies MessageTexts;
