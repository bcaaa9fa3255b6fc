/**
 * nginx's files as far as they must be understood to take single `server` blocks out of somebody's file: braces, quotes, comments. Pure.
 * The surprise: the article puts its blocks straight into nginx.conf, the package's own file, where the rest must stay as it is.
 */

export interface Block {
  /** "server", "upstream immich", "map $http_upgrade $connection_upgrade" */
  readonly head: string;
  /** Where it begins (with its comments on the lines right before it) and ends in the text. */
  readonly from: number;
  readonly to: number;
  /** Without braces and comments. */
  readonly body: string;
  /** How deep: 0 at top, 1 inside http. */
  readonly depth: number;
}

/** Text with comments and quoted strings as blanks, so that braces count; lengths stay. */
function bare(text: string): string {
  return text.replace(/"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|#[^\n]*/g, (part) => part.replace(/[^\n]/g, ' '));
}

/** Every block of a file, outer ones included. Null when its braces do not match: then it is not understood. */
export function blocksOf(text: string): readonly Block[] | null {
  const plain = bare(text);
  const open: { at: number; head: string; from: number }[] = [];
  const blocks: Block[] = [];
  let begin = 0;
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at];
    if (sign === ';') begin = at + 1;
    if (sign === '{') {
      const head = plain.slice(begin, at);
      open.push({ at, head: head.trim().replace(/\s+/g, ' '), from: begin + (head.length - head.trimStart().length) });
      begin = at + 1;
    }
    if (sign === '}') {
      const last = open.pop();
      if (!last) return null;
      blocks.push({
        head: last.head,
        from: last.from,
        to: at + 1,
        body: uncommented(text.slice(last.at + 1, at)),
        depth: open.length,
      });
      begin = at + 1;
    }
  }
  return open.length === 0 ? blocks : null;
}

const uncommented = (text: string): string => text.replace(/(^|\s)#[^\n]*/g, '$1');

/** All values of a directive, in order. */
const values = (body: string, directive: string): readonly string[] =>
  [...body.matchAll(new RegExp(`(?:^|[\\s;{}])${directive}\\s+([^;{}]+);`, 'g'))].map((match) =>
    (match[1] ?? '').trim(),
  );

export interface ServerBlock extends Block {
  readonly names: readonly string[];
  readonly listens: readonly string[];
  readonly tls: boolean;
}

/** The servers of a file that pass requests on to Immich's port, straight, by a variable or by an upstream. */
export function immichServers(text: string): readonly ServerBlock[] | null {
  const blocks = blocksOf(text);
  if (!blocks) return null;
  const upstreams = blocks
    .filter(({ head, body }) => head.startsWith('upstream ') && /:2283\b/.test(body))
    .map(({ head }) => head.slice('upstream '.length));
  const leads = (body: string): boolean => {
    const passed = values(body, 'proxy_pass').join(' ');
    const set = values(body, 'set')
      .filter((value) => /:2283\b/.test(value))
      .map((value) => value.split(/\s/, 1)[0] ?? '');
    return (
      /:2283\b/.test(passed) ||
      upstreams.some((name) => new RegExp(`//${name}(?:[/;\\s]|$)`).test(passed)) ||
      set.some((name) => passed.includes(name))
    );
  };
  return blocks
    .filter(({ head, body }) => head === 'server' && leads(body))
    .map((block) => {
      const listens = values(block.body, 'listen');
      return {
        ...block,
        listens,
        names: values(block.body, 'server_name').flatMap((names) => names.toLowerCase().split(/\s+/)),
        tls: listens.some((listen) => /\bssl\b/.test(listen)),
      };
    });
}

/** The file without these blocks, and without the comments that stand right above each. */
export function without(text: string, blocks: readonly Block[]): string {
  return blocks
    .toSorted((a, b) => b.from - a.from)
    .reduce((left, { from, to }) => {
      const before = left.slice(0, from).replace(/(?:[ \t]*#[^\n]*\n)+[ \t]*$|[ \t]+$/, '');
      return before.replace(/\n{2,}$/, '\n\n') + left.slice(to).replace(/^[ \t]*\n\n?/, '');
    }, text);
}

/** Nothing is said any more: blanks, comments, and maps and upstreams that only what is gone used. */
export function saysNothing(text: string): boolean {
  const blocks = blocksOf(text) ?? [];
  const left = without(
    text,
    blocks.filter(({ head, depth }) => depth === 0 && /^(?:map|upstream) /.test(head)),
  );
  return uncommented(left).trim() === '';
}
