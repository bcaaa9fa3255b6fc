// `fetch` as a host of the lab has it: a test stands outside, where nobody of the lab answers. Surprise: the lab's internet has addresses of
// documentation, which a resolver that guards against rebinding takes for private ones; a PC that asks the server's own resolver cannot
// reach it by name, so whoever tests names at home sends what goes to the internet from the internet.
import type { Host } from './names.ts';
import { runIn } from './processes.ts';

export const fetchFrom =
  (host: Exclude<Host, 'home'>): typeof fetch =>
  async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const headers = Object.entries((init?.headers ?? {}) as Record<string, string>);
    const config = [
      ...[`url = ${JSON.stringify(url)}`, `request = ${init?.method ?? 'GET'}`, 'include', 'silent', 'max-time = 20'],
      ...headers.map(([name, value]) => `header = ${JSON.stringify(`${name}: ${value}`)}`),
      ...(typeof init?.body === 'string' ? [`data = ${JSON.stringify(init.body)}`] : []),
    ];
    const { code, stdout } = await runIn(host, ['curl', '--http1.1', '-K', '-'], {
      input: `${config.join('\n')}\n`,
      allowFailure: true,
    });
    if (code !== 0) throw new TypeError(`fetch failed: curl ${code}`);
    const [head = '', ...body] = stdout.split('\r\n\r\n');
    const [first = '', ...fields] = head.split('\r\n');
    return new Response(body.join('\r\n\r\n'), {
      status: Number(first.split(' ')[1]),
      headers: fields.map((field): [string, string] => [
        field.split(': ')[0] ?? '',
        field.split(': ').slice(1).join(': '),
      ]),
    });
  };
