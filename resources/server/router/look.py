"""Looks at the router from the home server: what it tells every device at home, and whether what knocks outside comes in.

Written by Immich at Home. One JSON value comes on stdin, one line of JSON goes to stdout. {"look": "home"} asks at home, all at once
and within seconds; {"look": "internet"} asks somebody in the internet how this home is seen; {"look": "dhcp"} only who gives away
addresses; {"look": "router"} only which MAC the router has. It changes nothing, neither here nor at the router: an address that is offered is never taken.

Answers are read off the wire, before the firewall and past whoever owns port 68 or 546: most servers have a DHCP client of their own.
Anybody at home may answer anything, so whatever is read has a bound, and what cannot be read is passed over.
"""
import ctypes
import hashlib
import ipaddress
import json
import os
import re
import secrets
import select
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

# Seconds for everything at home; a router may keep three between two announcements by IPv6 (RFC 4861, MIN_DELAY_BETWEEN_RAS).
AT_HOME = 3.1
IN_THE_INTERNET = 4.0
# Once somebody has answered, another one that is there has answered as well.
GRACE = 0.4
# A household has one router, perhaps two; who sends more than this plays tricks.
MOST_ANSWERERS = 8
MOST_SERVERS = 8
PUBLISHED = '/var/lib/immich-at-home-endpoint/published'

ETH_P_ALL, ETH_P_IP = 0x0003, 0x0800
PACKET_OUTGOING = 4
SO_ATTACH_FILTER = 26
ALL_ROUTERS, DHCP_SERVERS = 'ff02::2', 'ff02::1:2'


def say(value):
    print(json.dumps(value), flush=True)


def in_words(of, data):
    """The addresses in a row of bytes, as text."""
    size = 4 if of is ipaddress.IPv4Address else 16
    return [str(of(data[at:at + size])) for at in range(0, len(data) - size + 1, size)][:MOST_SERVERS]


# ---- this server's own place at home -----------------------------------------------------------------------------------------


def from_ip(*words):
    try:
        found = subprocess.run(['ip', '-j', *words], capture_output=True, timeout=2, check=True).stdout
        return json.loads(found or '[]')
    except (OSError, ValueError, subprocess.SubprocessError):
        return []


class Place:
    """The interface at home with its addresses: the one that has the address of the settings, or else the one that leads out."""

    def __init__(self, wanted):
        self.interface, self.address, self.mac = None, wanted, None
        self.index, self.ula, self.lasting, self.networks6, self.link_local = 0, None, None, [], None
        links = from_ip('addr', 'show')
        home = self.having(links, wanted) or self.leading_out(links)
        if home:
            self.read(home, wanted)

    @staticmethod
    def having(links, address):
        return next((link for link in links if any(one.get('local') == address for one in link.get('addr_info', []))), None)

    @staticmethod
    def leading_out(links):
        devices = [route.get('dev') for route in from_ip('-4', 'route', 'show', 'default')]
        return next((link for device in devices for link in links if link.get('ifname') == device), None)

    def read(self, link, wanted):
        self.interface, self.index = link['ifname'], link['ifindex']
        self.mac = link.get('address') if link.get('link_type') == 'ether' else None
        every = link.get('addr_info', [])
        own = [one['local'] for one in every if one.get('family') == 'inet' and one.get('scope') == 'global']
        self.address = wanted if wanted in own else next(iter(own), wanted)
        lasting = []
        for one in every:
            if one.get('family') != 'inet6' or one.get('tentative') or one.get('dadfailed'):
                continue
            address = ipaddress.IPv6Address(one['local'])
            if address.is_link_local:
                self.link_local = self.link_local or str(address)
                continue
            self.networks6.append(str(ipaddress.IPv6Network((address, one['prefixlen']), strict=False)))
            # a privacy address changes daily, a deprecated one is on its way out
            if not one.get('temporary') and not one.get('deprecated') and one.get('preferred_life_time', 1) != 0:
                lasting.append(address)
        is_ula = ipaddress.IPv6Network('fc00::/7').__contains__
        is_global = ipaddress.IPv6Network('2000::/3').__contains__
        self.ula = next((str(one) for one in lasting if is_ula(one)), None)
        self.lasting = next((str(one) for one in lasting if is_global(one)), None)


def mac_of(router, interface):
    """Of the router, as the kernel has it since somebody here last spoke with it; None when it is not known."""
    known = [one for one in from_ip('neigh', 'show', router) if one.get('lladdr') and 'FAILED' not in one.get('state', [])]
    known.sort(key=lambda one: one.get('dev') != interface)
    return known[0]['lladdr'].lower() if known else None


# ---- reading off the wire ----------------------------------------------------------------------------------------------------


def wire_filter(port):
    """Classic BPF, from the network header on: answers of DHCP, announcements of routers, and knocks. A server that takes in photos
    at a gigabit must not have them all looked at here."""
    rows = [
        ('load8', 0), ('and', 0xF0), ('is', 0x40, None, 'six'),
        ('load8', 9), ('is', 17, None, 'drop'), ('load16', 6), ('any', 0x1FFF, 'drop', None), ('header', 0),
        ('load16x', 2), ('is', 68, 'take', None), ('is', port, None, 'drop'),
        ('load16x', 4), ('is', 8 + KNOCK, 'take', 'drop'),
        ('six',), ('is', 0x60, None, 'drop'), ('load8', 6), ('is', 58, None, 'udp6'), ('load8', 40), ('is', 134, 'take', 'drop'),
        ('udp6',), ('is', 17, None, 'drop'), ('load16', 42), ('is', 546, 'take', 'drop'),
        ('take',), ('end', 0x40000), ('drop',), ('end', 0),
    ]
    places, code = {}, []
    for row in rows:
        if len(row) == 1:
            places[row[0]] = len(code)
        else:
            code.append(row)
    words = {'load8': 0x30, 'load16': 0x28, 'load16x': 0x48, 'header': 0xB1, 'and': 0x54, 'is': 0x15, 'any': 0x45, 'end': 0x06}
    out = b''
    for here, (word, value, *to) in enumerate(code):
        steps = [places[one] - here - 1 if one else 0 for one in to] or [0, 0]
        out += struct.pack('HBBI', words[word], *steps, value)
    return out


def listening_on(interface, port):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    code = wire_filter(port)
    kept = ctypes.create_string_buffer(code)
    try:
        wire.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack('HL', len(code) // 8, ctypes.addressof(kept)))
    except OSError:
        pass  # then all of it is looked at
    wire.bind((interface, ETH_P_ALL))
    wire.setblocking(False)
    return wire


def udp_in(packet):
    """Sender, port it was sent to, and content of a UDP packet of either kind; None when it is none, or cut off."""
    if len(packet) >= 28 and packet[0] >> 4 == 4 and packet[9] == 17:
        at, sender = (packet[0] & 15) * 4, ipaddress.IPv4Address(packet[12:16])
    elif len(packet) >= 48 and packet[0] >> 4 == 6 and packet[6] == 17:
        at, sender = 40, ipaddress.IPv6Address(packet[8:24])
    else:
        return None
    if at < 20 or len(packet) < at + 8:
        return None
    _, port, length = struct.unpack('>HHH', packet[at:at + 6])
    return (str(sender), port, packet[at + 8:at + length]) if 8 <= length <= len(packet) - at else None


# ---- DHCP --------------------------------------------------------------------------------------------------------------------

COOKIE = b'\x63\x82\x53\x63'
DISCOVER, INFORM = 1, 8


def dhcp_question(kind, xid, mac, address):
    """INFORM: "I have an address; what else is to be known?" DISCOVER asks for one too, by a MAC that nobody has, and never takes it."""
    flags = 0x8000 if kind == DISCOVER else 0
    head = struct.pack('>BBBB4sHH4s4s4s4s', 1, 1, 6, 0, xid, 0, flags, socket.inet_aton(address), *[b'\0' * 4] * 3)
    options = bytes([53, 1, kind, 55, 3, 3, 6, 54, 255])
    return (head + mac + b'\0' * 202 + COOKIE + options).ljust(300, b'\0')


def dhcp_options(content):
    """By number; the options that stand in the unused fields of file and server name are not read."""
    options, at = {}, 240
    while at < len(content) and content[at] != 255:
        if content[at] == 0:
            at += 1
            continue
        if at + 1 >= len(content) or at + 2 + content[at + 1] > len(content):
            break
        number, length = content[at], content[at + 1]
        options[number] = options.get(number, b'') + content[at + 2:at + 2 + length]
        at += 2 + length
    return options


def dhcp_answer(sender, content, xids):
    """What a DHCP server told; None when it is no answer to a question of ours."""
    if len(content) < 244 or content[0] != 2 or content[4:8] not in xids or content[236:240] != COOKIE:
        return None
    options = dhcp_options(content)
    if options.get(53) not in (b'\x02', b'\x05'):
        return None
    routers = in_words(ipaddress.IPv4Address, options.get(3, b''))
    who = in_words(ipaddress.IPv4Address, options.get(54, b'')) if sender == '0.0.0.0' else [sender]
    return {
        'from': next(iter(who), sender),
        'dns': in_words(ipaddress.IPv4Address, options.get(6, b'')),
        'router': next(iter(routers), None),
    }


def ask_dhcp(place, xid):
    """By a raw socket: the kernel hands a broadcast to programs of this machine as well, so that our own dnsmasq answers too."""
    mac = bytes.fromhex(place.mac.replace(':', ''))
    question = dhcp_question(INFORM, xid, mac, place.address)
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP) as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, place.interface.encode())
        raw.bind((place.address, 0))
        raw.sendto(struct.pack('>HHHH', 68, 67, 8 + len(question), 0) + question, ('255.255.255.255', 0))


def checksum(data):
    total = sum(struct.unpack(f'>{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def nobodys_mac(mac):
    """Locally administered, and the same at every look: routers list every device that ever asked, and a new one each time would fill it."""
    made = hashlib.sha256(b'immich-at-home ' + mac.encode()).digest()[:6]
    return bytes([made[0] & 0xFC | 0x02]) + made[1:]


def ask_for_an_address(place, xid):
    """From 0.0.0.0, as somebody new: the kernel would put our own address there, so the packet is made by hand."""
    question = dhcp_question(DISCOVER, xid, nobodys_mac(place.mac), '0.0.0.0')
    head = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 28 + len(question), 0, 0, 64, 17, 0, b'\0' * 4, b'\xff' * 4)
    head = head[:10] + struct.pack('>H', checksum(head)) + head[12:]
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP)) as wire:
        packet = head + struct.pack('>HHHH', 68, 67, 8 + len(question), 0) + question
        wire.sendto(packet, (place.interface, ETH_P_IP, 0, 0, b'\xff' * 6))


# ---- what is announced by IPv6 -----------------------------------------------------------------------------------------------


def announcement(packet):
    """Of a router: its sender, the DNS servers it names that still hold, and whether more is to be had by DHCPv6."""
    if len(packet) < 56 or packet[6] != 58 or packet[7] != 255 or packet[40] != 134:
        return None
    sender = ipaddress.IPv6Address(packet[8:24])
    if not sender.is_link_local:
        return None
    dns, networks, at = [], [], 56
    while at + 8 <= len(packet):
        kind, length = packet[at], packet[at + 1] * 8
        if length == 0 or at + length > len(packet):
            break
        # a lifetime of nought takes back what was announced before
        if kind == 25 and struct.unpack('>I', packet[at + 4:at + 8])[0] > 0:
            dns += in_words(ipaddress.IPv6Address, packet[at + 8:at + length])
        # a prefix of the home's own; one that is shorter than what any home gets would make strangers neighbours
        if kind == 3 and length == 32 and 48 <= packet[at + 2] <= 127:
            networks.append(str(ipaddress.IPv6Network((packet[at + 16:at + 32], packet[at + 2]), strict=False)))
        at += length
    leads_out = packet[46:48] != b'\0\0'
    said = {'from': str(sender), 'dns': dns[:MOST_SERVERS], 'networks': networks[:MOST_SERVERS]}
    return {**said, 'other': bool(packet[45] & 0xC0), 'router': leads_out or bool(dns)}


def solicit(place):
    """By a raw socket as well: a program of this machine that announces something hears it too."""
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as raw:
        raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, place.index)
        raw.bind((place.link_local, 0, 0, place.index))
        mac = b'\x01\x01' + bytes.fromhex(place.mac.replace(':', ''))
        raw.sendto(bytes([133, 0, 0, 0, 0, 0, 0, 0]) + mac, (ALL_ROUTERS, 0, 0, place.index))


def ask_dhcp6(place, xid):
    identity = b'\x00\x03\x00\x01' + bytes.fromhex(place.mac.replace(':', ''))
    question = b'\x0b' + xid + struct.pack('>HH', 1, len(identity)) + identity
    question += struct.pack('>HHH', 8, 2, 0) + struct.pack('>HHH', 6, 2, 23)
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_UDP) as raw:
        raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_CHECKSUM, 6)
        raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, place.index)
        raw.bind((place.link_local, 0, 0, place.index))
        head = struct.pack('>HHHH', 546, 547, 8 + len(question), 0)
        raw.sendto(head + question, (DHCP_SERVERS, 0, 0, place.index))


def dhcp6_answer(sender, content, xid):
    if len(content) < 4 or content[0] != 7 or content[1:4] != xid:
        return None
    dns, at = [], 4
    while at + 4 <= len(content):
        number, length = struct.unpack('>HH', content[at:at + 4])
        if at + 4 + length > len(content):
            break
        if number == 23:
            dns += in_words(ipaddress.IPv6Address, content[at + 4:at + 4 + length])
        at += 4 + length
    return {'from': sender, 'dns': dns[:MOST_SERVERS]}


# ---- the knock ---------------------------------------------------------------------------------------------------------------

KNOCK = 16


def knock_word():
    """Nothing that WireGuard would look at: its messages begin with 1 to 4, and none is this short."""
    return b'\xa7' + secrets.token_bytes(KNOCK - 1)


def knock(place, public, port, word):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((place.address, 0))
        udp.sendto(word, (public, port))


def published_address():
    try:
        with open(PUBLISHED, encoding='utf-8') as state:
            found = state.read(600).split()
        return str(ipaddress.IPv4Address(found[1]))
    except (OSError, ValueError, IndexError):
        return None


def public_address(known):
    """A home's address in the internet; one that only holds inside a network is none."""
    for text in (*known, published_address()):
        try:
            address = ipaddress.IPv4Address(text)
        except ValueError:
            continue
        inside = ('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24',
                  '0.0.0.0/8', '224.0.0.0/3')
        if not any(address in ipaddress.IPv4Network(network) for network in inside):
            return str(address)
    return None


# ---- all that comes in by the wire, at once ----------------------------------------------------------------------------------


class Wire:
    """Sends what has its time, hears what comes, and ends as soon as everybody who could answer has."""

    def __init__(self, place, port, public, only_dhcp=False):
        self.place, self.port, self.public, self.only_dhcp = place, port, public, only_dhcp
        self.inform, self.discover = secrets.token_bytes(4), secrets.token_bytes(4)
        self.xid6, self.word = secrets.token_bytes(3), knock_word()
        self.dhcp, self.announced, self.arrived = {}, {}, False
        self.networks, self.sent = [], set()
        self.other, self.heard = False, {}
        self.began = time.monotonic()

    def schedule(self):
        """What is sent when. A question is not repeated once somebody has answered it."""
        place = self.place
        someone_else = lambda: any(who != place.address for who in self.dhcp)
        announced = lambda: 'ra' in self.heard
        by_dhcp6 = lambda: 'dhcp6' in self.heard
        plan = []
        if place.mac and place.interface:
            plan += [(at, 'dhcp', someone_else, lambda: ask_dhcp(place, self.inform)) for at in (0, 0.4)]
            plan += [(at, 'dhcp', someone_else, lambda: ask_for_an_address(place, self.discover)) for at in (0.7, 1.5)]
        if self.only_dhcp:
            return plan
        if place.mac and place.link_local:
            plan += [(at, 'ra', announced, lambda: solicit(place)) for at in (0, 1.0, 2.0)]
            plan += [(at, 'dhcp6', by_dhcp6, lambda: ask_dhcp6(place, self.xid6)) for at in (0.05, 0.6)]
        if self.public:
            send = lambda: knock(place, self.public, self.port, self.word)
            plan += [(at, 'knock', lambda: self.arrived, send) for at in (0, 0.3, 0.8)]
        return sorted(plan, key=lambda entry: entry[0])

    def until(self):
        """When there is nothing more to wait for, in seconds from the beginning."""
        settled = lambda what, patience: self.heard[what] + GRACE if what in self.heard else patience
        ends = [settled('dhcp', AT_HOME)] if self.place.mac else []
        if not self.only_dhcp:
            if self.place.link_local and self.place.mac:
                ends.append(settled('ra', AT_HOME))
                # who says that there is more to be had by DHCPv6 is waited for
                ends.append(settled('dhcp6', 2.5 if self.other else 1.2))
            if self.public:
                ends.append(0 if self.arrived else 1.6)
        return min(AT_HOME, max(ends, default=0))

    def run(self):
        todo = self.schedule()
        with listening_on(self.place.interface, self.port) as home, listening_on('lo', self.port) as own:
            while True:
                now = time.monotonic() - self.began
                while todo and todo[0][0] <= now:
                    _, what, answered, send = todo.pop(0)
                    if not answered():
                        self.try_to(what, send)
                end = self.until()
                if now >= end:
                    return self
                next_at = min(end, todo[0][0]) if todo else end
                ready, _, _ = select.select([home, own], [], [], max(0.0, next_at - now))
                for wire in ready:
                    self.hear(wire)

    def try_to(self, what, send):
        try:
            send()
            self.sent.add(what)
        except OSError:
            pass  # no such way from here: then nobody answers, and that says nothing

    def asked(self, what):
        """Whether silence means anything: a question went out, or somebody has spoken without one."""
        return what in self.sent or what in self.heard

    def hear(self, wire):
        for _ in range(64):
            try:
                packet, sender = wire.recvfrom(9000)
            except OSError:
                return
            try:
                self.take(packet, outgoing=sender[2] == PACKET_OUTGOING)
            except (ValueError, IndexError, struct.error):
                continue  # what cannot be read was not meant for us

    def take(self, packet, outgoing):
        now = time.monotonic() - self.began
        if not self.only_dhcp and packet[0] >> 4 == 6 and packet[6] == 58:
            said = announcement(packet)
            if said:
                # a smart speaker announces its own little network, quicker than the router does
                if said['router']:
                    self.heard.setdefault('ra', now)
                self.other = self.other or said['other']
                self.networks += [one for one in said['networks'] if one not in self.networks and len(self.networks) < MOST_SERVERS]
                self.keep(said, 'router-advertisement')
            return
        udp = udp_in(packet)
        if not udp:
            return
        sender, port, content = udp
        if port == 68:
            said = dhcp_answer(sender, content, (self.inform, self.discover))
            if said and len(self.dhcp) < MOST_ANSWERERS:
                self.dhcp.setdefault(said['from'], said)
                if said['from'] != self.place.address:
                    self.heard.setdefault('dhcp', now)
        elif port == 546 and not self.only_dhcp:
            said = dhcp6_answer(sender, content, self.xid6)
            if said:
                self.heard.setdefault('dhcp6', now)
                self.keep(said, 'dhcpv6')
        elif port == self.port and content == self.word and not outgoing:
            self.arrived = True

    def keep(self, said, by):
        """The last word of each counts: it may have taken back what it said before."""
        key = (said['from'], by)
        if key in self.announced or len(self.announced) < MOST_ANSWERERS:
            self.announced[key] = {'from': said['from'], 'by': by, 'dns': said['dns']}


# ---- names -------------------------------------------------------------------------------------------------------------------


def name_question(name):
    labels = b''.join(bytes([len(label)]) + label.encode('ascii') for label in name.split('.'))
    return secrets.token_bytes(2) + struct.pack('>HHHHH', 0x0100, 1, 0, 0, 0) + labels + b'\0' + struct.pack('>HH', 1, 1)


def past_name(data, at):
    while data[at]:
        if data[at] >= 0xC0:
            return at + 2
        at += data[at] + 1
    return at + 1


def addresses_in(data):
    found, at = [], past_name(data, 12) + 4
    for _ in range(min(64, struct.unpack('>H', data[6:8])[0])):
        at = past_name(data, at)
        kind, _, _, length = struct.unpack('>HHIH', data[at:at + 10])
        at += 10
        if kind == 1 and length == 4:
            found.append(str(ipaddress.IPv4Address(data[at:at + 4])))
        at += length
    return found[:MOST_SERVERS]


def ask_name(server, name):
    """The addresses of a name; [] when there is none, None when nobody answers."""
    question = name_question(name)
    for patience in (1.0, 1.6):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            try:
                udp.connect((server, 53))
                udp.settimeout(patience)
                udp.send(question)
                data = udp.recv(4096)
                if data[:2] == question[:2] and len(data) >= 12:
                    return addresses_in(data) if data[3] & 15 == 0 else []
            except (OSError, ValueError, IndexError, struct.error):
                continue
    return None


def ask_the_world(resolver, name):
    """A resolver that is not at home: found by its name, since somebody in between may want to answer for it."""
    try:
        server = socket.getaddrinfo(resolver, 53, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0]
    except OSError:
        return None
    return ask_name(server, name)


# ---- the internet ------------------------------------------------------------------------------------------------------------


def seen_by(host, path, family, source):
    """The address under which somebody out there sees us; None when nobody is reached that way."""
    for _, kind, protocol, _, address in socket.getaddrinfo(host, 443, family, socket.SOCK_STREAM)[:2]:
        with socket.socket(family, kind, protocol) as plain:
            plain.settimeout(IN_THE_INTERNET)
            try:
                if source:
                    plain.bind((source, 0))
                plain.connect(address)
                with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as line:
                    line.sendall(f'GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n'.encode())
                    text = b''
                    while len(text) < 8000:
                        more = line.recv(4096)
                        if not more:
                            break
                        text += more
            except OSError:
                continue
        found = re.search(rb'^ip=([0-9a-fA-F.:]{2,45})\r?$', text, re.MULTILINE)
        if found:
            seen = ipaddress.ip_address(found.group(1).decode())
            return str(seen) if (seen.version == 6) == (family == socket.AF_INET6) else None
    return None


# ---- the looks ---------------------------------------------------------------------------------------------------------------


def at_once(seconds, **questions):
    """All questions at the same time; who has not answered by then has not answered."""
    answers = dict.fromkeys(questions)

    def ask(name, question):
        try:
            answers[name] = question()
        except (OSError, ValueError):
            pass

    threads = [threading.Thread(target=ask, args=entry, daemon=True) for entry in questions.items()]
    for thread in threads:
        thread.start()
    ends = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0, ends - time.monotonic()))
    return dict(answers)


def wire_at(place, port, public, only_dhcp=False):
    return Wire(place, port, public, only_dhcp).run() if place.interface else None


def look_at_home(wish):
    place = Place(wish['address'])
    public = public_address(wish['public'])
    said = at_once(
        AT_HOME + 0.2,
        wire=lambda: wire_at(place, wish['port'], public),
        router=lambda: ask_name(wish['router'], wish['host']),
        world=lambda: ask_the_world(wish['resolver'], wish['host']),
        own=lambda: ask_name(place.address, wish['host']),
    )
    wire = said['wire']
    networks6 = place.networks6[:16] + (wire.networks if wire else [])
    return {
        'now': round(time.time() * 1000),
        'address': place.address,
        'ula': place.ula,
        'mac': place.mac,
        'hostname': os.uname().nodename,
        'networks6': list(dict.fromkeys(networks6)),
        'routerMac': mac_of(wish['router'], place.interface),
        'heardIpv6': bool(wire) and wire.asked('ra'),
        'heardDhcp': bool(wire) and wire.asked('dhcp'),
        'dhcp': list(wire.dhcp.values()) if wire else [],
        'announced': list(wire.announced.values()) if wire else [],
        'routerSays': said['router'],
        'worldSays': said['world'],
        'serverSays': said['own'],
        'knock': 'not-tried' if not (wire and public) else 'arrived' if wire.arrived else 'not-seen',
        'public': public,
    }


def look_at_internet(wish):
    place = Place(wish['address'])
    host, path = wish['host'], wish['path']
    said = at_once(
        IN_THE_INTERNET + 0.5,
        four=lambda: seen_by(host, path, socket.AF_INET, None),
        six=lambda: seen_by(host, path, socket.AF_INET6, place.lasting),
    )
    return {'seen4': said['four'], 'seen6': said['six'], 'server6': place.lasting}


def look_for_dhcp(wish):
    place = Place(wish['address'])
    try:
        wire = wire_at(place, 0, None, only_dhcp=True)
    except OSError:
        wire = None
    return {'address': place.address, 'heard': bool(wire) and wire.asked('dhcp'), 'dhcp': list(wire.dhcp.values()) if wire else []}


def look_for_router(wish):
    """Who has not been spoken with lately is not in the kernel's table: one empty packet to a port where nobody listens puts it there."""
    place, router = Place(wish['address']), wish['router']
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for _ in range(5):
            found = mac_of(router, place.interface)
            if found:
                return {'mac': found}
            try:
                udp.sendto(b'', (router, 9))
            except OSError:
                pass
            time.sleep(0.15)
    return {'mac': None}


def main():
    wish = json.loads(sys.stdin.readline())
    say({'home': look_at_home, 'internet': look_at_internet, 'dhcp': look_for_dhcp, 'router': look_for_router}[wish['look']](wish))
    # a question that nobody answers may still hold a thread
    os._exit(0)


if __name__ == '__main__':
    main()
