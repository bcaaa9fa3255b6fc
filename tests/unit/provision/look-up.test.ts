// Whom the server asks for a name of the public door: the zone's own name server, which remembers nothing. A public resolver asked for a
// name that was made a moment ago may say "not there" for half an hour.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = readFileSync(join(import.meta.dirname, '../../../resources/server/leaks/probe.py'), 'utf8');
const functions = program.slice(0, program.indexOf('questions = read_questions'));
const pythonHere = spawnSync('python3', ['--version']).status === 0;

/** Runs `look_up` where `says` (Python: (server, name, kind) → answer) stands for the world; who was asked for what, and what came of it. */
function lookUp(name: string, says: string): { asked: string[]; looked: unknown } {
  const script = `${functions}
asked = []
def ask_name(server, name, kind):
    asked.append(f'{server} {name} {"NS" if kind == NS else "A"}')
    return (${says})(server, name, kind)
address_of = lambda name: {'one.one.one.one': '1.1.1.1', 'ada.ns.cloudflare.com': '173.245.58.1'}[name]
looked = look_up(${JSON.stringify(name)})
print(json.dumps({'asked': asked, 'looked': looked}))`;
  const { stdout, stderr } = spawnSync('python3', ['-I', '-'], { input: script, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof lookUp>;
}

const host = 'photos.example-family.net';
const zoneIsThere = `(0, ['ada.ns.cloudflare.com']) if kind == NS and name == 'example-family.net'`;

describe.skipIf(!pythonHere)('looking a name up from outside', () => {
  it('asks the zone’s own server, and the public one only for the zone', () => {
    const { asked, looked } = lookUp(
      host,
      `lambda server, name, kind: ${zoneIsThere} else (0, ['104.16.1.1']) if server == '173.245.58.1' else None`,
    );
    expect(asked).toEqual(['1.1.1.1 example-family.net NS', `173.245.58.1 ${host} A`]);
    expect(looked).toEqual({ outcome: 'answer', addresses: ['104.16.1.1'], resolver: '173.245.58.1' });
  });

  it('finds the zone above names of several parts', () => {
    const { asked } = lookUp(`a.b.example-family.net`, `lambda server, name, kind: ${zoneIsThere} else (3, [])`);
    expect(asked.slice(0, 2)).toEqual(['1.1.1.1 b.example-family.net NS', '1.1.1.1 example-family.net NS']);
  });

  it.each([
    ['is silent', 'None'],
    ['refuses', '(5, [])'],
  ])('asks the public one after all where the own server %s', (_, answer) => {
    const { looked } = lookUp(
      host,
      `lambda server, name, kind: ${zoneIsThere} else ${answer} if server == '173.245.58.1' else (0, ['104.16.1.1'])`,
    );
    expect(looked).toEqual({ outcome: 'answer', addresses: ['104.16.1.1'], resolver: '1.1.1.1' });
  });
});
