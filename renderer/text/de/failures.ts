// Alles, was schiefgehen kann, auf Deutsch: was war, warum, was tun.
import { format } from '../format';
import type { FailureTexts } from '../shape';
import { again, doorCauses, doorTodos } from './door';
import { fieldProblems } from './parts';

const secrets: Readonly<Record<string, string>> = {
  dnsToken: 'das Token für den Server',
  setupToken: 'das Einrichtungs-Token',
  tunnelToken: 'das Token des Tunnels',
  adminPassword: 'das Passwort des ersten Kontos in Immich',
};
const f = format('de');

const problems: Readonly<Record<string, string>> = fieldProblems;
const because = (reason: string): string => problems[reason] ?? reason;

export const failures = {
  'server-not-found': ({ host }) => ({
    title: `Kein Computer namens ${host}`,
    cause: 'Dein Netz kennt diesen Namen nicht.',
    todo: 'Prüfe die Schreibweise oder gib die IP‑Adresse des Servers ein. Dein Router zeigt sie an.',
  }),
  'server-unreachable': ({ host }) => ({
    title: `${host} antwortet nicht`,
    cause: 'Er ist ausgeschaltet, in einem anderen Netz, oder eine Firewall verwirft unseren Anruf.',
    todo: 'Sieh nach, ob der Server an ist und dieser PC im selben Netz, und verbinde dich nochmal.',
  }),
  'port-refused': ({ host, port }) => ({
    title: `${host} ist da, nimmt aber kein SSH an`,
    cause: `An Port ${port} hört niemand. Meist ist der SSH-Server nicht installiert oder benutzt einen anderen Port.`,
    todo: 'Führe auf dem Server `sudo apt install openssh-server` aus, oder gib seinen Port unter „Andere Adresse“ an.',
  }),
  'not-ssh': ({ host, port }) => ({
    title: `Port ${port} von ${host} ist etwas anderes`,
    cause: 'Dort hat jemand geantwortet, aber kein SSH-Server.',
    todo: 'Prüfe den Port. SSH benutzt meist 22.',
  }),
  'host-key-unknown': ({ host }) => ({
    title: 'Ist das wirklich dein Server?',
    cause: `Dieser PC begegnet ${host} zum ersten Mal.`,
    todo: 'Vergleiche einmal den Fingerabdruck. Danach merken wir, wenn jemand anderes an seiner Stelle antwortet.',
  }),
  'host-key-changed': ({ host }) => ({
    title: `${host} zeigt einen anderen Schlüssel als früher`,
    cause:
      'Entweder wurde der Server neu installiert, oder an seiner Stelle antwortet ein anderer Computer und bekäme dein Passwort. Wir haben ihm nichts geschickt.',
    todo: 'Wenn du ihn neu installiert hast, vergleiche den neuen Fingerabdruck am Bildschirm des Servers. Wenn nicht, mach nicht weiter: Sieh dir erst dein Netz an.',
  }),
  'login-refused': ({ user, host }) => ({
    title: 'Benutzer oder Passwort stimmt nicht',
    cause: `${host} hat ${user} mit dem, was wir hatten, abgewiesen.`,
    todo: 'Prüfe beides. Es ist das Konto, mit dem du dich direkt am Server anmelden würdest.',
  }),
  'key-unreadable': ({ path }) => ({
    title: 'Die Schlüsseldatei lässt sich nicht lesen',
    cause: `${path} fehlt, gehört dir nicht oder ist kein privater Schlüssel.`,
    todo: 'Wähle den privaten Schlüssel: die Datei ohne .pub am Ende.',
  }),
  'key-needs-passphrase': ({ path }) => ({
    title: 'Die Schlüsseldatei hat eine Passphrase',
    cause: `${path} ist verschlossen.`,
    todo: 'Gib die Passphrase ein und verbinde dich nochmal.',
  }),
  'key-wrong-passphrase': ({ path }) => ({
    title: 'Die Passphrase stimmt nicht',
    cause: `Sie öffnet ${path} nicht.`,
    todo: 'Gib sie nochmal ein.',
  }),
  'key-not-supported': ({ path }) => ({
    title: 'Diese Art von Schlüssel können wir nicht verwenden',
    cause: `Art oder Format von ${path} kennen wir nicht.`,
    todo: 'Nimm einen Schlüssel mit Ed25519, ECDSA oder RSA, oder melde dich mit dem Passwort an.',
  }),
  'agent-unavailable': () => ({
    title: 'Auf diesem PC antwortet kein SSH-Agent',
    cause: 'Der Agent läuft nicht oder hat keinen Schlüssel geladen.',
    todo: 'Starte ihn und füge deinen Schlüssel hinzu, oder melde dich mit Passwort oder Schlüsseldatei an.',
  }),
  'connection-lost': ({ host }) => ({
    title: `Die Verbindung zu ${host} ist abgerissen`,
    cause: 'Der Server wurde neu gestartet, oder das Netz dazwischen war unterbrochen.',
    todo: 'Verbinde dich nochmal. Was auf dem Server lief, läuft weiter, und wir machen dort weiter.',
  }),
  'connection-timeout': ({ host, seconds }) => ({
    title: `${host} braucht zu lange`,
    cause: `Innerhalb von ${f.number(seconds)} ${f.plural(seconds, 'Sekunde', 'Sekunden')} kam keine Antwort.`,
    todo: 'Sieh nach, ob der Server an und nicht überlastet ist, und versuch es nochmal.',
  }),
  'not-connected': () => ({
    title: 'Nicht verbunden',
    cause: 'Im Moment besteht keine Verbindung zum Server.',
    todo: 'Verbinde dich zuerst.',
  }),
  'sudo-password-needed': ({ user }) => ({
    title: 'Noch ein Passwort',
    cause: `Um Systemeinstellungen zu ändern, verlangt der Server von ${user} ein eigenes Verwaltungspasswort (sudo).`,
    todo: 'Gib das Verwaltungspasswort ein.',
  }),
  'sudo-wrong-password': ({ user }) => ({
    title: 'Das Verwaltungspasswort stimmt nicht',
    cause: `Der Server hat es für ${user} nicht angenommen.`,
    todo: 'Gib es nochmal ein.',
  }),
  'sudo-not-allowed': ({ user }) => ({
    title: `${user} darf das System nicht ändern`,
    cause: 'Das Konto gehört nicht zu denen, die diesen Server verwalten.',
    todo: `Führe auf dem Server als root \`usermod -aG sudo ${user}\` aus und verbinde dich nochmal. Oder nimm ein anderes Konto.`,
  }),
  'sudo-missing': ({ user }) => ({
    title: 'Auf dem Server fehlt sudo',
    cause: `${user} ist nicht root, und sudo ist nicht installiert. Debian lässt es weg, wenn root ein Passwort bekommt.`,
    todo: `Führe auf dem Server als root \`apt install sudo\` und \`usermod -aG sudo ${user}\` aus. Oder melde dich als root an.`,
  }),
  'system-unsupported': ({ system }) => ({
    title: `${system} wird nicht unterstützt`,
    cause: 'Wir kennen Debian 12 und 13, Ubuntu 24.04 und Raspberry Pi OS.',
    todo: 'Nimm einen Server mit einem davon.',
  }),
  'architecture-unsupported': ({ architecture }) => ({
    title: `Immich läuft nicht auf ${architecture}`,
    cause: 'Es braucht ein 64-Bit-System auf einem Prozessor von Intel, AMD oder ARM.',
    todo: 'Wenn der Prozessor 64 Bit kann, installiere das 64-Bit-System. Sonst nimm einen anderen Server.',
  }),
  'no-systemd': () => ({
    title: 'Der Server benutzt kein systemd',
    cause: 'Es startet alle Dienste; ohne systemd können wir nichts am Laufen halten.',
    todo: 'Nimm eine übliche Installation von Debian oder Ubuntu, keinen nackten Container.',
  }),
  'processor-too-old': ({ level }) => ({
    title: 'Der Prozessor ist zu alt für das Erkennen',
    cause: `Er hat Stufe ${level}; das Erkennen von Gesichtern und Dingen braucht Stufe 2 (etwa ab 2009).`,
    todo: 'Lass das Erkennen weg. Alles andere funktioniert.',
  }),
  'docker-is-snap': () => ({
    title: 'Docker ist als Snap installiert',
    cause: 'Diese Art sieht die Ordner nicht, die Immich braucht.',
    todo: 'Wenn nichts davon abhängt, führe auf dem Server `sudo snap remove docker` aus und prüfe nochmal.',
  }),
  'disk-full': ({ path, freeBytes, neededBytes }) => ({
    title: 'Zu wenig Platz auf dem Server',
    cause: `Bei ${path} sind ${f.bytes(freeBytes)} frei; gebraucht werden ${f.bytes(neededBytes)}.`,
    todo: 'Schaffe Platz oder wähle einen Ordner auf einem anderen Datenträger, und versuch es nochmal.',
  }),
  'filesystem-unsuitable': ({ path, filesystem }) => ({
    title: `${filesystem} kann diesen Ordner nicht aufnehmen`,
    cause: `${path} liegt auf einem Dateisystem, das Besitzer und Rechte nicht so hält, wie Datenbank und Immich sie brauchen.`,
    todo: 'Wähle einen Ordner auf einem Datenträger mit ext4, xfs oder btrfs.',
  }),
  'port-taken': ({ port, holder }) => ({
    title: `Port ${port} ist belegt`,
    cause: `Dort antwortet ${holder}.`,
    todo: `Schalte ${holder} ab oder gib ihm einen anderen Port, und versuch es nochmal.`,
  }),
  'clock-wrong': ({ offsetSeconds }) => ({
    title: 'Die Uhr des Servers geht falsch',
    cause: `Sie weicht um ${f.duration(Math.abs(offsetSeconds) * 1000)} ab. Mit falscher Uhr werden Zertifikate abgelehnt.`,
    todo: 'Führe auf dem Server `sudo timedatectl set-ntp true` aus, warte eine Minute und versuch es nochmal.',
  }),
  'apt-locked': ({ holder }) => ({
    title: 'Eine andere Installation läuft',
    cause: `${holder} hält die Paketverwaltung. Wir haben darauf gewartet.`,
    todo: 'Meist sind das automatische Aktualisierungen. Warte ein paar Minuten und versuch es nochmal.',
  }),
  'apt-failed': ({ packages }) => ({
    title: 'Einige Pakete ließen sich nicht installieren',
    cause: `Die Paketverwaltung blieb bei ${packages} stehen. Was sie meldete, steht unten.`,
    todo: 'Sieh nach, ob der Server ins Internet kommt, und versuch es nochmal.',
  }),
  'packages-unavailable': ({ packages }) => ({
    title: 'Einige Pakete sind nicht zu finden',
    cause: `Die Paketquellen des Servers kennen ${packages} nicht.`,
    todo: 'Prüfe auf dem Server `/etc/apt/sources.list` und seine Internetverbindung, und versuch es nochmal.',
  }),
  'image-pull-failed': ({ image }) => ({
    title: 'Ein Download ist abgerissen',
    cause: `${image} konnte nicht ganz geladen werden. Was ankam, bleibt.`,
    todo: 'Versuch es nochmal. Es geht dort weiter, wo es aufhörte.',
  }),
  'immich-not-healthy': ({ seconds }) => ({
    title: 'Immich war nicht rechtzeitig da',
    cause: `Es wurde gestartet, gab aber ${f.duration(seconds * 1000)} lang kein gutes Zeichen.`,
    todo: 'Auf langsamen Datenträgern dauert der erste Start lange. Versuch es nochmal; bleibt es so, kopiere den Bericht.',
  }),
  'immich-refused': ({ call, status }) => ({
    title: 'Immich hat eine Anfrage abgelehnt',
    cause: `Auf ${call} antwortete es mit ${status}.`,
    todo: again,
  }),
  'immich-already-claimed': () => ({
    title: 'Immich hat schon sein erstes Konto',
    cause: 'Jemand hat es vor uns angelegt, also kann unseres nicht das erste sein.',
    todo: 'Wenn du das warst, melde dich damit an. Wenn nicht, mach nicht weiter: Der Server könnte für andere offen gewesen sein.',
  }),
  'photo-disk-missing': ({ path }) => ({
    title: 'Der Datenträger für die Fotos fehlt',
    cause: `Für ${path} ist nichts eingehängt. Die Fotos kämen auf den falschen Datenträger.`,
    todo: 'Schließ ihn an, häng ihn ein und versuch es nochmal.',
  }),
  'dns-token-invalid': () => ({
    title: 'Cloudflare kennt dieses Token nicht',
    cause: 'Es ist vertippt, abgelaufen oder gelöscht.',
    todo: 'Erstelle ein neues und füge es ganz ein. Cloudflare zeigt es nur einmal.',
  }),
  'dns-token-without-rights': ({ zone, missing }) => ({
    title: 'Das Token darf nicht genug',
    cause: `Für ${zone} fehlt ihm: ${missing}.`,
    todo: 'Erstelle ein Token mit Zone › DNS › Edit und Zone › Zone › Read für diese Domain.',
  }),
  'zone-not-found': ({ zone }) => ({
    title: `${zone} ist nicht in diesem Cloudflare-Konto`,
    cause:
      'Das Token sieht die Domain nicht: Sie gehört zu einem anderen Konto, oder das Token gilt für eine andere Domain.',
    todo: 'Prüfe die Schreibweise der Domain und wofür das Token gilt.',
  }),
  'setup-token-invalid': () => ({
    title: 'Cloudflare kennt dieses Einrichtungs-Token nicht',
    cause: 'Es ist vertippt, abgelaufen oder gelöscht.',
    todo: 'Erstelle mit der vorbereiteten Seite ein neues und füge es ganz ein. Cloudflare zeigt es nur einmal.',
  }),
  'setup-token-without-rights': ({ zone, missing }) => ({
    title: 'Das Einrichtungs-Token darf nicht genug',
    cause: `Für ${zone} fehlt ihm: ${missing}.`,
    todo: 'Bearbeite das Token bei Cloudflare, gib ihm genau dieses Recht dazu und prüfe nochmal.',
  }),
  'cloudflare-unreachable': () => ({
    title: 'Cloudflare ist nicht zu erreichen',
    cause: 'Von api.cloudflare.com kam keine Antwort.',
    todo: 'Prüfe die Internetverbindung und versuch es nochmal.',
  }),
  'cloudflare-refused': ({ status, code }) => ({
    title: 'Cloudflare hat abgelehnt',
    cause: `Es antwortete mit ${status}${code ? `, Code ${code}` : ''}. Was es meldete, steht unten.`,
    todo: again,
  }),
  'cloudflare-busy': ({ seconds }) => ({
    title: 'Cloudflare bittet um eine Pause',
    cause: `Dein Konto hat zu viele Anfragen geschickt. In ${f.duration(seconds * 1000)} nimmt es wieder welche an.`,
    todo: 'Warte so lange und versuch es dann nochmal.',
  }),
  'tunnel-name-taken': ({ name }) => ({
    title: 'Es gibt einen Tunnel dieses Namens, der nicht von uns ist',
    cause: `In deinem Cloudflare-Konto gibt es ${name} schon. Wir rühren ihn nicht an.`,
    todo: 'Wenn ihn niemand braucht, lösche ihn in Cloudflares Dashboard unter Networking › Tunnels oder benenne ihn um. Dann versuch es nochmal.',
  }),
  'record-in-the-way': ({ hosts }) => ({
    title: 'Deine Domain hat schon Einträge mit diesen Namen',
    cause: `Jemand anders hat sie angelegt, und sie führen woandershin: ${hosts}.`,
    todo: 'Im Plan steht, was sie enthalten. Sag dort Ja, wenn sie ersetzt werden dürfen, oder wähle andere Namen.',
  }),
  'tunnel-token-refused': () => ({
    title: 'Cloudflare nimmt das Token des Tunnels nicht an',
    cause: 'Der Tunnel wurde gelöscht, oder sein Token wurde inzwischen erneuert.',
    todo: 'Öffne den Tunnel in Cloudflares Dashboard, kopiere sein Token nochmal und füge es unter Auswählen, Öffentliche Tür ein.',
  }),
  'tunnel-blocked': ({ tried }) => ({
    title: 'Etwas versperrt den Weg zu Cloudflare',
    cause: `Der Tunnel braucht ausgehend Port 7844. Auf ${tried} kam bei diesem Server nichts zurück.`,
    todo: 'Such in Router oder Firewall nach einer Regel, die ausgehende Verbindungen einschränkt, und erlaube Port 7844 für UDP und TCP.',
  }),
  'tunnel-not-connected': ({ seconds }) => ({
    title: 'Der Tunnel ist nicht zustande gekommen',
    cause: `Der Server erreicht Cloudflare, aber nach ${f.duration(seconds * 1000)} stand keine Verbindung.`,
    todo: again,
  }),
  'share-host-leaks': ({ leaks, requests, first }) => ({
    title: 'Die Gästetür ist nicht dicht',
    cause: `Von ${requests} Versuchen wurden ${leaks} nicht beantwortet, wie es sein muss. Der erste: ${first}.`,
    todo: 'Such auf diesem Server nach einer anderen nginx-Datei, die Port 8283 benutzt. Solange sie nicht dicht ist, bleibt die Tür zu.',
  }),
  'sign-up-open': () => ({
    title: 'Immich nähme noch von jedem ein erstes Konto an',
    cause:
      'Das erste Konto fehlt, oder die Anmeldung steht offen. Mit einer öffentlichen Tür könnte ein Fremder deinen Server übernehmen.',
    todo: 'Richte zuerst Immich ein: Beginn nochmal beim Plan. So lange bleibt die Tür zu.',
  }),
  'public-door-wrong': ({ host, why }) => ({
    title: `${host} ist von außen nicht zu erreichen`,
    cause: doorCauses[why],
    todo: doorTodos[why],
  }),
  'door-still-open': ({ hosts }) => ({
    title: 'Die öffentliche Tür ist noch nicht zu',
    cause: `Diese Namen führen von außen noch zu Cloudflare oder antworten: ${hosts}.`,
    todo: 'Lösche in Cloudflares Dashboard den Tunnel und die Einträge mit diesen Namen, dann prüfe nochmal.',
  }),
  'acme-refused': ({ host, reason }) => ({
    title: 'Let’s Encrypt gab kein Zertifikat',
    cause: `Für ${host} kam: ${reason}`,
    todo: 'Lies den Grund, bring in Ordnung, was er nennt, und versuch es nochmal.',
  }),
  'acme-proof-not-seen': ({ host }) => ({
    title: 'Let’s Encrypt hat unseren Nachweis nicht gefunden',
    cause: `Für ein Zertifikat sucht Let’s Encrypt einen kurzen Text im DNS von ${host}. Wir haben ihn geschrieben; beim Nachsehen war er noch nicht da. Meist braucht es nur mehr Zeit.`,
    todo: 'Versuch es jetzt nochmal. Fünf Versuche pro Stunde sind erlaubt.',
  }),
  'acme-limit': ({ host }) => ({
    title: 'Vorerst zu viele Zertifikate',
    cause: `Let’s Encrypt begrenzt, wie oft es eines für ${host} ausgibt.`,
    todo: 'Warte so lange, wie die Meldung unten sagt, und versuch es nochmal. Was fertig ist, bleibt.',
  }),
  'nginx-refuses-file': ({ file }) => ({
    title: 'nginx nimmt eine Datei nicht an',
    cause: `Seine eigene Prüfung lehnt ${file} ab. Wir haben den früheren Zustand wiederhergestellt.`,
    todo: 'Wenn du selbst Dateien von nginx geändert hast, sieh dir die Meldung unten an. Sonst kopiere den Bericht.',
  }),
  'service-not-running': ({ service }) => ({
    title: `${service} startet nicht`,
    cause: 'Es wurde gestartet und hörte wieder auf. Was es meldete, steht unten.',
    todo: again,
  }),
  'dns-wrong-answer': ({ host, answer }) => ({
    title: 'Die Namen zu Hause antworten nicht richtig',
    cause: `Nach ${host} gefragt, sagte der Server ${answer}.`,
    todo: 'Wenn auf dem Server ein anderes DNS-Programm läuft, schalte es ab und versuch es nochmal.',
  }),
  'firewall-would-lock-out': () => ({
    title: 'Die Firewall hätte uns ausgesperrt',
    cause: 'Mit den neuen Regeln kam keine Verbindung durch, darum hat der Server sie von selbst zurückgenommen.',
    todo: 'Prüfe beim Auswählen die Adressen unter „Netze“ und versuch es nochmal.',
  }),
  'command-failed': ({ command, status }) => ({
    title: 'Ein Befehl auf dem Server ist gescheitert',
    cause: `\`${command}\` endete mit ${status}. Was er meldete, steht unten.`,
    todo: again,
  }),
  'job-timeout': ({ command, minutes }) => ({
    title: 'Eine Aufgabe dauert zu lange',
    cause: `\`${command}\` war nach ${minutes} ${f.plural(minutes, 'Minute', 'Minuten')} nicht fertig.`,
    todo: 'Sieh nach, ob der Server überlastet ist und ins Internet kommt, und versuch es nochmal.',
  }),
  'server-restarted': () => ({
    title: 'Der Server wurde zwischendurch neu gestartet',
    cause: 'Der laufende Teil wurde abgeschnitten.',
    todo: 'Versuch es nochmal. Wir sehen nach, was da ist, und machen dort weiter.',
  }),
  'step-not-settled': ({ changes }) => ({
    title: 'Ein Teil blieb nicht so, wie wir ihn verlassen haben',
    cause: `Beim Nachsehen ${changes === 1 ? 'steht wieder eine Änderung' : `stehen wieder ${changes} Änderungen`} an. Etwas anderes auf dem Server ändert es zurück.`,
    todo: 'Kopiere den Bericht. Wenn ein Werkzeug wie Ansible den Server pflegt, nimm diese Dateien dort aus.',
  }),
  'file-changed-by-others': ({ paths }) => ({
    title: 'Dateien von jemand anderem sind im Weg',
    cause: `Nicht von uns oder uns nicht mehr bekannt: ${paths}`,
    todo: 'Geh zurück zum Durchsehen, sieh sie dir an und hake jede an, die ersetzt werden darf.',
  }),
  'plan-changed': () => ({
    title: 'Der Server hat sich seit dem Durchsehen geändert',
    cause: 'Was jetzt geschähe, ist nicht mehr das, was du gesehen hast.',
    todo: 'Sieh die Änderungen nochmal durch.',
  }),
  'plan-unknown': () => ({
    title: 'Dieser Plan ist nicht mehr bekannt',
    cause: 'Das Programm wurde seitdem neu gestartet.',
    todo: 'Lass ihn neu machen.',
  }),
  'apply-locked': ({ holder, since, from }) => ({
    title: 'Jemand anderes richtet diesen Server gerade ein',
    cause: `${holder}, von ${from} aus, seit ${since}.`,
    todo: 'Warte, bis es dort fertig ist. Wenn es diesen PC nicht mehr gibt, versuch es in ein paar Minuten nochmal.',
  }),
  'apply-stopped': () => ({
    title: 'Angehalten, wie du wolltest',
    cause: 'Der laufende Teil wurde fertig, der nächste nicht begonnen.',
    todo: 'Mach weiter, wann du willst.',
  }),
  'nothing-to-undo': () => ({
    title: 'Es gibt nichts zurückzunehmen',
    cause: 'Wir haben an diesem Server nichts geändert, oder es ist schon zurückgenommen.',
    todo: 'Du kannst von vorn anfangen.',
  }),
  'secret-missing': ({ name }) => ({
    title: 'Etwas Geheimes wird nochmal gebraucht',
    cause: `Wir bewahren ${secrets[name] ?? name} nirgends auf, und hierfür wird es gebraucht.`,
    todo: 'Geh zurück zum Auswählen und gib es nochmal ein.',
  }),
  'settings-invalid': ({ field, reason }) => ({
    title: 'Etwas Ausgewähltes stimmt nicht',
    cause: `${field}: ${because(reason)}`,
    todo: 'Geh zurück zum Auswählen und berichtige es.',
  }),
  'phones-full': ({ limit }) => ({
    title: `Mehr als ${limit} Handys gehen nicht`,
    cause: 'Für ein weiteres ist kein Platz.',
    todo: 'Entferne ein Handy, das nicht mehr benutzt wird.',
  }),
  'phone-name-taken': ({ name }) => ({
    title: `${name} gibt es schon`,
    cause: 'Jedes Handy braucht einen eigenen Namen.',
    todo: 'Wähle einen anderen Namen, oder entferne zuerst das alte.',
  }),
  'phone-unknown': ({ name }) => ({
    title: `${name} steht nicht mehr in der Liste`,
    cause: 'Jemand hat es entfernt, vielleicht von einem anderen PC aus.',
    todo: 'Es ist nichts mehr zu tun.',
  }),
  'phone-not-kept': ({ name }) => ({
    title: `Der Code von ${name} kann nicht noch einmal gezeigt werden`,
    cause: 'Sein Schlüssel ist nur auf dem Handy: Er wurde auf diesem PC nicht aufgehoben.',
    todo: 'Ersetze das Handy in der Liste. Es bekommt einen neuen Code, der alte gilt nicht mehr.',
  }),
  'phone-out-alone': () => ({
    title: 'Das Handy ist draußen, etwas anderes wurde nicht erneuert',
    cause:
      'Sein Schlüssel gilt nicht mehr, und dabei bleibt es. Danach nahm der Tunnel oder die Firewall auf dem Server den Rest nicht an.',
    todo: 'Sieh beim Server nach und richte ihn noch einmal ein, damit alles zusammenpasst. Das Handy bleibt in jedem Fall draußen.',
  }),
  'codes-too-fast': () => ({
    title: 'Zu viele Codes in kurzer Zeit',
    cause: 'Jeder Code ist ein Schlüssel. Darum kommt einer nach dem anderen, höchstens zwanzig in einer Minute.',
    todo: 'Warte eine Minute, dann versuch es noch einmal. Nichts wurde geändert.',
  }),
  'account-taken': ({ email }) => ({
    title: `${email} hat schon ein Konto`,
    cause: 'Immich kennt diese E‑Mail‑Adresse.',
    todo: 'Nimm eine andere Adresse, oder füge das Handy ohne Konto hinzu. Weiß niemand das Passwort, vergibt es dort neu, wer sich um Immich kümmert: Verwaltung, Benutzer, „Passwort zurücksetzen“.',
  }),
  'admin-password-wrong': ({ email }) => ({
    title: 'Immich nimmt dieses Passwort nicht an',
    cause: `Es ist nicht das von ${email}, dem ersten Konto.`,
    todo: 'Tipp es noch einmal ein. Nichts wurde geändert.',
  }),
  'mapping-refused': ({ router, reason }) => ({
    title: 'Der Router öffnet den Port nicht von selbst',
    cause: `Wir haben ${router} gefragt. Die Antwort: ${reason}.`,
    todo: 'Erlaube es im Router (UPnP oder NAT-PMP), oder richte die Portfreigabe von Hand ein.',
  }),
  'address-on-loan': ({ address }) => ({
    title: 'Die Adresse des Servers ist geliehen',
    cause: `Der Router leiht dem Server ${address}. Hört er damit auf, verlöre der Server sie.`,
    todo: 'Ist DHCP im Router schon aus, schalte es wieder ein. Gib dem Server diese Adresse dann in seinen eigenen Netzwerkeinstellungen, und komm zurück.',
  }),
  'dhcp-still-answers': ({ from }) => ({
    title: 'Zu Hause vergibt noch jemand Adressen',
    cause: `${from} hat geantwortet. Zwei davon kommen sich in die Quere.`,
    todo: 'Schalte den DHCP‑Server im Router aus, und versuch es noch einmal.',
  }),
  'dhcp-not-asked': ({ address }) => ({
    title: 'Niemand konnte gefragt werden, wer Adressen vergibt',
    cause: `Der Server fand von ${address} aus keinen Weg, zu Hause zu fragen. Ob der Router aufgehört hat, weiß er darum nicht.`,
    todo: 'Sieh nach, ob das Kabel des Servers steckt und seine Adresse stimmt, dann versuch es noch einmal.',
  }),
  'router-unknown': ({ id }) => ({
    title: 'Für diesen Router gibt es keine Anleitung',
    cause: `Wir kennen keine namens ${id}.`,
    todo: 'Wähle eine andere aus der Liste.',
  }),
  'household-changed': ({ by, from, at }) => ({
    title: 'Seit du nachgesehen hast, hat jemand diese Einrichtung geändert',
    cause: `${by}, von ${from} aus, ${at}. Was du hier siehst, ist der Stand davor.`,
    todo: 'Sieh noch einmal nach. Dann entscheide mit dem, was jetzt gilt; von dir wurde noch nichts gemacht.',
  }),
  'former-elsewhere': ({ zone }) => ({
    title: `${zone} liegt in einem anderen Cloudflare-Konto`,
    cause: 'Alte und neue Namen müssen durch denselben Tunnel führen, und ein Tunnel gehört zu einem Konto.',
    todo: 'Zieh die Domain zuerst in dasselbe Konto um, oder wähle Namen unter der bisherigen Domain.',
  }),
  'address-not-here': ({ address, has }) => ({
    title: `Der Server hat die Adresse ${address} nicht`,
    cause: `Er hat ${has}. Zu Hause führten alle Namen ins Leere.`,
    todo: 'Gib dem Server zuerst diese Adresse, im Router oder in seinen eigenen Netzwerkeinstellungen. Dann komm zurück.',
  }),
  'move-not-verified': ({ path, differing }) => ({
    title: 'Die kopierten Fotos stimmen nicht alle',
    cause: `In ${path} ${f.plural(differing, 'weicht eine Datei', `weichen ${f.number(differing)} Dateien`)} vom Original ab. Immich arbeitet mit dem bisherigen Ordner weiter; dort wurde nichts angerührt.`,
    todo: 'Prüfe den neuen Datenträger. Dann versuch es nochmal: Nur was abweicht, wird neu kopiert.',
  }),
  'release-unknown': ({ version }) => ({
    title: `Dieses Programm kennt Immich ${version} nicht`,
    cause: 'Es bringt nur Versionen, deren Teile zusammen geprüft sind.',
    todo: 'Wähle eine aus der Liste, oder hol dir eine neuere Version dieses Programms.',
  }),
  'update-downgrade': ({ from, to }) => ({
    title: `Immich kann nicht von ${from} auf ${to} zurück`,
    cause: 'Ein neueres Immich baut seine Datenbank um, und ein älteres kann sie dann nicht mehr lesen.',
    todo: 'Bleib bei dem, was läuft, oder wähle eine neuere.',
  }),
  'update-skips-major': ({ from, to }) => ({
    title: `Von ${from} auf ${to} ist mehr als ein großer Schritt`,
    cause: 'Mit jeder ersten Zahl baut Immich seine Datenbank um, eine nach der anderen.',
    todo: 'Nimm die neueste mit der nächsten ersten Zahl, dann geh von dort weiter.',
  }),
  'update-not-healthy': ({ version, seconds }) => ({
    title: `Immich ${version} kam nicht in Gang`,
    cause: `Es gab ${f.duration(seconds * 1000)} lang kein gutes Zeichen. Die Version von vorher läuft wieder, mit der Datenbank von vorher.`,
    todo: 'Nichts ist verloren. Warte auf die nächste Version, oder kopiere den Bericht und lass dir damit helfen.',
  }),
  'dump-failed': () => ({
    title: 'Die Datenbank ließ sich nicht sichern',
    cause: 'Ohne gesicherte Datenbank ändern wir an Immich nichts. Was der Server meldete, steht unten.',
    todo: 'Sieh nach, ob der Datenträger des Servers Platz hat, und versuch es nochmal.',
  }),
  'dump-unreadable': ({ path }) => ({
    title: 'Die gesicherte Datenbank lässt sich nicht zurücklesen',
    cause: `${path} wurde geschrieben, aber die Probe misslang. Darum haben wir nichts geändert.`,
    todo: 'Prüfe den Datenträger, dann versuch es nochmal.',
  }),
  'adopt-unclear': ({ what, path }) => ({
    title: 'Eine Sache an dieser Einrichtung verstehen wir nicht',
    cause: `Es ist ${what}, in ${path}. Wir übernehmen nichts, was wir raten müssten.`,
    todo: 'Schreib es dort auf die übliche Art, ohne Variablen, dann sieh noch einmal nach.',
  }),
  'nothing-to-adopt': () => ({
    title: 'Es gibt nichts zu übernehmen',
    cause: 'Auf diesem Server läuft kein Immich von jemand anderem.',
    todo: 'Richte es von Anfang an ein.',
  }),
  'same-disk': ({ folder, photos }) => ({
    title: 'Das ist derselbe Datenträger',
    cause: `${folder} liegt auf dem Datenträger von ${photos}. Geht er kaputt, ist beides fort.`,
    todo: 'Wähle einen Ordner auf einem anderen Datenträger.',
  }),
  'copy-failed': ({ folder }) => ({
    title: 'Die Kopie kam nicht zustande',
    cause: `Das Schreiben nach ${folder} hörte auf. Was der Server meldete, steht unten. Frühere Kopien sind noch da.`,
    todo: 'Sieh nach, ob der zweite Datenträger angeschlossen ist und Platz hat, und versuch es nochmal.',
  }),
  'copy-damaged': ({ folder }) => ({
    title: 'Die Kopie ist beschädigt',
    cause: `Beim Prüfen von ${folder} ließen sich Teile nicht zurücklesen. Deine Fotos selbst sind nicht betroffen.`,
    todo: 'Der zweite Datenträger geht vielleicht kaputt. Nimm für die Kopie einen anderen oder einen leeren Ordner.',
  }),
  'kit-passphrase-short': ({ characters }) => ({
    title: 'Die Passphrase ist zu kurz',
    cause: `Das Paket öffnet alles, darum braucht sie mindestens ${characters} Zeichen.`,
    todo: 'Nimm ein paar Wörter, oder lass dir eine ausdenken.',
  }),
  'kit-passphrase-wrong': ({ path }) => ({
    title: 'Die Passphrase passt nicht',
    cause: `Sie öffnet ${path} nicht.`,
    todo: 'Tipp sie noch einmal ein, wie sie auf deinem Zettel steht. Ohne sie kann niemand das Paket öffnen, auch wir nicht.',
  }),
  'kit-damaged': ({ path }) => ({
    title: 'Das Notfallpaket ist beschädigt',
    cause: `${path} ist nicht vollständig oder kein Paket dieses Programms.`,
    todo: 'Nimm eine andere Kopie davon.',
  }),
  'kit-newer': ({ version }) => ({
    title: 'Das Notfallpaket ist von einem neueren Programm',
    cause: `Es wurde mit Version ${version} gemacht.`,
    todo: 'Hol dir diese oder eine neuere Version und öffne das Paket damit.',
  }),
  'kit-server-in-use': ({ host }) => ({
    title: 'Dieser Server ist schon in Gebrauch',
    cause: `Hier steht ${host}. Ein Paket kommt nur auf einen Server zurück, auf dem noch nichts von uns ist.`,
    todo: 'Verbinde dich mit dem neuen Server. Oder nimm unter „Server“ zuerst alles von diesem herunter.',
  }),
  'leave-not-confirmed': ({ words }) => ({
    title: 'Nicht gelöscht: Die Wörter stimmen nicht',
    cause: `Zum Löschen muss genau das dastehen: ${words}`,
    todo: 'Tipp es noch einmal ein. Nichts wurde geändert.',
  }),
  'server-behind': () => ({
    title: 'Dieser Server wurde von einer früheren Version eingerichtet',
    cause: 'Seine Firewall kennt noch keine Handys, die mehr als die Fotos erreichen. Es wurde nichts geändert.',
    todo: 'Geh einmal durch Prüfen und Durchsehen, mach die Änderungen dort, und versuch es noch einmal. „Nur Fotos“ geht schon jetzt.',
  }),
  'not-set-up': () => ({
    title: 'Dieser Server ist noch nicht eingerichtet',
    cause: 'Wir haben darauf nichts von uns gefunden.',
    todo: 'Geh zuerst die Schritte durch.',
  }),
  'file-not-saved': ({ path }) => ({
    title: 'Die Datei wurde nicht gesichert',
    cause: `${path} ließ sich nicht schreiben.`,
    todo: 'Wähle einen anderen Ordner.',
  }),
  'secrets-not-protected': () => ({
    title: 'Auf diesem PC lässt sich nichts merken',
    cause: 'Er hat keinen geschützten Ort für Passwörter.',
    todo: 'Verbinde dich ohne „Merken“. Du wirst jedes Mal gefragt.',
  }),
  'program-not-fetched': () => ({
    title: 'Die neuere Version wurde nicht geholt',
    cause: 'Die Seite des Projekts bei GitHub hat sie nicht herausgegeben, oder auf diesem PC war kein Platz dafür.',
    todo: 'Versuch es nochmal, oder öffne die Seite der Version und installiere sie von dort.',
  }),
  'program-damaged': () => ({
    title: 'Die neuere Version kam beschädigt an',
    cause: 'Was ankam, ist nicht, was die Veröffentlichung nennt. Es wurde weggeworfen, nichts wurde installiert.',
    todo: 'Versuch es nochmal. Passiert es zweimal, sag es dem Projekt.',
  }),
  'program-not-ours': () => ({
    title: 'Die neuere Version ist nicht von uns signiert',
    cause:
      'Wer dieses Programm signiert hat, hat das Geholte nicht signiert. Es wurde weggeworfen, nichts wurde installiert.',
    todo: 'Bleib bei dieser Version und sag es dem Projekt. Installiere die andere nicht von Hand.',
  }),
  unexpected: () => ({
    title: 'In diesem Programm ging etwas schief',
    cause: 'Das ist unser Fehler, nicht deiner. Dem Server hat es nicht geschadet.',
    todo: again,
  }),
} satisfies FailureTexts;
