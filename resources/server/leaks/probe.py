"""Asks a door as a stranger would, byte for byte, and tells what came back.

Written by Immich at Home. The questions come on stdin, one JSON value a line: first how to ask, then the groups, each with whom to
ask, then the probes. For each probe one line of JSON goes to stdout, and in the end one with the time it took. Requests are written
to the socket as they are: every library of HTTP would tidy up exactly the oddities that this is about.

With --check it prints only the probes that were not answered as they should, and ends with status 1 when there is one.
"""
import json
import queue
import random
import re
import socket
import ssl
import struct
import sys
import threading
import time

# What is read of a body, and what is looked at of it.
ENOUGH = 200_000
START = 240
# Header fields of an answer that tell who gave it.
TELLING = ('cf-ray', 'cf-mitigated', 'location', 'server')


class Gone(Exception):
    """The other side ended the connection, or did not answer in time."""


class Line:
    """One connection: bytes out, answers in."""

    def __init__(self, way, seconds, ends):
        self.seconds = seconds
        self.ends = ends
        self.rest = b''
        plain = socket.create_connection((way['address'], way['port']), timeout=self.time_left(seconds))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = plain
        if way.get('name'):
            self.socket = ssl.create_default_context().wrap_socket(plain, server_hostname=way['name'])
        self.deadline = 0

    def time_left(self, seconds):
        return max(0.1, min(seconds, self.ends - time.monotonic()))

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass

    def send(self, data):
        self.deadline = time.monotonic() + self.time_left(self.seconds)
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # refused before all of it was heard: the answer may be there already

    def more(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Gone('in time')
        self.socket.settimeout(left)
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise Gone('in time')
        except OSError:
            data = b''
        if not data:
            raise Gone('closed')
        self.rest += data

    def until(self, mark):
        while mark not in self.rest:
            if len(self.rest) > ENOUGH:
                raise Gone('too long')
            self.more()
        found, self.rest = self.rest.split(mark, 1)
        return found

    def take(self, count):
        while len(self.rest) < count:
            self.more()
        found, self.rest = self.rest[:count], self.rest[count:]
        return found


def read_head(line):
    while b'\r\n\r\n' not in line.rest:
        if len(line.rest) > ENOUGH:
            raise Gone('too long')
        if line.rest and not b'HTTP/'.startswith(line.rest[:5]):
            return None
        line.more()
    rows = line.until(b'\r\n\r\n').decode('latin-1').split('\r\n')
    status = re.match(r'HTTP/1\.[01] (\d{3})', rows[0])
    if not status:
        return None
    fields = {}
    for row in rows[1:]:
        name, _, value = row.partition(':')
        fields[name.strip().lower()] = value.strip()
    return int(status.group(1)), fields


def read_body(line, fields):
    """The beginning of the body, and whether the connection can be used again."""
    if 'chunked' in fields.get('transfer-encoding', '').lower():
        body = b''
        while True:
            size = int(line.until(b'\r\n').split(b';')[0] or b'0', 16)
            if size == 0:
                line.until(b'\r\n')
                return body, True
            if len(body) + size > ENOUGH:
                return body + line.take(min(size, START)), False
            body += line.take(size)
            line.take(2)
    if 'content-length' in fields:
        length = int(fields['content-length'])
        return line.take(min(length, ENOUGH)), length <= ENOUGH
    try:
        while len(line.rest) < ENOUGH:
            line.more()
    except Gone:
        pass
    return line.rest, False


def read_answer(line, method):
    head = read_head(line)
    while head and head[0] == 100:
        head = read_head(line)
    if not head:
        return {'status': 0, 'fields': {}, 'start': line.rest[:START].decode('latin-1')}, False
    status, fields = head
    bodyless = method == 'HEAD' or status in (101, 204, 304)
    try:
        body, again = (b'', status != 101) if bodyless else read_body(line, fields)
    except (Gone, ValueError):
        body, again = line.rest, False
    start = body[:START].decode('utf-8', 'replace')
    return {'status': status, 'fields': fields, 'start': start}, again and fields.get('connection', '').lower() != 'close'


def in_one_line(answer):
    """The words that a pattern judges and a person reads: "403 text/html <!doctype html>…"."""
    if answer is None:
        return 'no answer'
    if answer.get('gone') == 'in time' and not answer['start']:
        return 'no answer in time'
    start = re.sub(r'[\x00-\x20\x7f-\x9f]+', ' ', answer['start']).strip()
    return f'{answer["status"]} {answer["fields"].get("content-type", "-")} {start}'


def ask(line, probe):
    """The last of the answers to a probe; None when the other side closed instead. And whether the line can be used again.

    What broke off, took too long or is no HTTP is no refusal: something behind the door may have been at work on it.
    """
    line.send(''.join(part if isinstance(part, str) else part[0] * part[1] for part in probe['bytes']).encode('latin-1'))
    last, again = None, False
    for _ in range(probe.get('answers', 1)):
        last = None
        try:
            last, again = read_answer(line, probe['bytes'][0].split(' ', 1)[0])
        except Gone as gone:
            if str(gone) == 'closed' and not line.rest:
                return None, False
            start = f'{gone}: {line.rest[:START].decode("latin-1")}' if line.rest else ''
            return {'status': 0, 'fields': {}, 'start': start, 'gone': str(gone)}, False
    return last, again


# ---- where a name leads, for somebody who is not at home -------------------------------------------------------------------


A, NS = 1, 2


def question(name, kind):
    labels = b''.join(bytes([len(label)]) + label.encode('ascii') for label in name.split('.'))
    return struct.pack('>HHHHHH', random.randrange(65536), 0x0100, 1, 0, 0, 0) + labels + b'\0' + struct.pack('>HH', kind, 1)


def past_name(data, at):
    while data[at]:
        if data[at] >= 0xC0:
            return at + 2
        at += data[at] + 1
    return at + 1


def name_at(data, at):
    labels = []
    for _ in range(128):
        length = data[at]
        if length >= 0xC0:
            at = struct.unpack('>H', data[at:at + 2])[0] & 0x3FFF
        elif length:
            labels.append(data[at + 1:at + 1 + length].decode('ascii', 'replace'))
            at += length + 1
        else:
            break
    return '.'.join(labels)


def answers_in(data, wanted):
    found, at = [], past_name(data, 12) + 4
    for _ in range(struct.unpack('>H', data[6:8])[0]):
        at = past_name(data, at)
        kind, _, _, length = struct.unpack('>HHIH', data[at:at + 10])
        at += 10
        if kind == wanted == A:
            found.append('.'.join(str(part) for part in data[at:at + 4]))
        elif kind == wanted == NS:
            found.append(name_at(data, at))
        at += length
    return found


def ask_name(server, name, kind):
    """Code and answers; None when nobody answers."""
    sent = question(name, kind)
    for _ in range(3):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(3)
            try:
                udp.sendto(sent, (server, 53))
                data, sender = udp.recvfrom(4096)
                if sender[0] == server and data[:2] == sent[:2]:
                    code = data[3] & 15
                    return code, answers_in(data, kind) if code == 0 else []
            except (OSError, IndexError, struct.error):
                continue
    return None


def address_of(name):
    return socket.getaddrinfo(name, 53, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0]


def own_server(name, resolver):
    """Of the zone that holds the name. The name itself is not asked for: a resolver would remember for half an hour that it is not there."""
    zone = name
    while zone.count('.') > 1:
        zone = zone.partition('.')[2]
        said = ask_name(resolver, zone, NS)
        for server in said[1] if said else []:
            try:
                return address_of(server)
            except OSError:
                continue
    return None


def look_up(name):
    """Asked of the zone's own name server, found by a public resolver: the resolver at home leads past the public door, as it should,
    and a public one may still remember how it was before."""
    try:
        resolver = address_of('one.one.one.one')
    except OSError as problem:
        return {'outcome': 'silent', 'addresses': [], 'resolver': f'one.one.one.one: {problem}'}
    for server in (own_server(name, resolver), resolver):
        said = ask_name(server, name, A) if server else None
        if said and (said[0] in (0, 3) or server == resolver):
            code, addresses = said
            outcome = 'no-such-name' if code == 3 else 'refused' if code else 'answer' if addresses else 'nodata'
            return {'outcome': outcome, 'addresses': addresses, 'resolver': server}
    return {'outcome': 'silent', 'addresses': [], 'resolver': resolver}


# ---- the run ---------------------------------------------------------------------------------------------------------------


def wait_for(way, probe, seconds):
    """A backend that was started a moment ago answers seconds later. Returns how many."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        try:
            line = Line(way, 10, began + seconds)
            answer, _ = ask(line, probe)
            line.close()
            if answer and re.search(probe['fine'], in_one_line(answer)):
                break
        except OSError:
            pass
        time.sleep(0.5)
    return time.monotonic() - began


def worker(way, how, todo, told, ends):
    line = None
    while True:
        try:
            probe = todo.get_nowait()
        except queue.Empty:
            break
        answer, problem = None, None
        if time.monotonic() > ends:
            problem = 'not asked: no time left'
        else:
            for attempt in (1, 2):
                fresh = line is None
                try:
                    line = line or Line(way, how['seconds'], ends)
                    answer, again = ask(line, probe)
                except OSError as error:
                    problem, again = f'{type(error).__name__}: {error}', False
                if line and not (again and how['keep']):
                    line.close()
                    line = None
                # a line that was kept may have been ended by the other side meanwhile
                if answer or fresh:
                    break
            if time.monotonic() >= ends and (not answer or answer.get('gone') == 'in time'):
                problem = 'not asked to the end: no time left'
        told(probe, answer, problem)
    if line:
        line.close()


def run(how, groups, report):
    began = time.monotonic()
    ends = began + how['limit']
    for number, group in enumerate(groups):
        way = dict(group['way'])
        if 'outside' in way:
            seen = look_up(way['outside'])
            report({'group': number, 'looked': seen})
            if not seen['addresses']:
                continue
            way = {'address': seen['addresses'][0], 'port': 443, 'name': way['outside']}
        if group.get('first'):
            ends += wait_for(way, group['first'], how['patience'])
        todo = queue.Queue()
        for probe in group['probes']:
            todo.put(probe)
        guard = threading.Lock()

        def told(probe, answer, problem):
            words = problem or in_one_line(answer)
            fields = {name: value for name, value in answer['fields'].items() if name in TELLING} if answer else {}
            with guard:
                report({'n': probe['n'], 'said': words, 'fields': fields, 'fine': bool(re.search(probe['fine'], words))})

        threads = [
            threading.Thread(target=worker, args=(way, how, todo, told, ends)) for _ in range(how['threads'])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    report({'seconds': round(time.monotonic() - began, 2)})


def read_questions(rows):
    """How to ask, the groups, and all probes in the order in which they are numbered."""
    how = json.loads(next(rows))
    groups, probes = [], []

    def prepared(probe):
        return {**probe, 'fine': how['fine'][probe['expect']]}

    for row in rows:
        value = json.loads(row)
        if 'way' in value:
            groups.append({'way': value['way'], 'first': value.get('first') and prepared(value['first']), 'probes': []})
        else:
            probes.append({**prepared(value), 'n': len(probes)})
            groups[-1]['probes'].append(probes[-1])
    return how, groups, probes


def in_short(probe):
    text = ''.join(part if isinstance(part, str) else part[0] for part in probe['bytes'])
    return re.sub(r'[^\x20-\x7e]', '?', text.split('\r\n')[0])[:160]


def check(how, groups, probes):
    """Says the first of what is wrong; true when nothing is."""
    told = []
    run(how, groups, told.append)
    asked = {row['n']: row for row in told if 'n' in row}
    rows = [(probe, asked.get(probe['n'], {'said': 'not asked', 'fine': False})) for probe in probes]
    wrong = [(probe, row['said']) for probe, row in rows if not row['fine']]
    for probe, said in wrong[:5]:
        print(f'{probe["why"]}: {in_short(probe)} -> {said[:160]}')
    print(f'{len(asked)} requests, {len(wrong)} leaks')
    return len(probes) > 0 and not wrong


questions = read_questions(sys.stdin)
if '--check' in sys.argv:
    sys.exit(0 if check(*questions) else 1)
run(*questions[:2], lambda row: print(json.dumps(row), flush=True))
