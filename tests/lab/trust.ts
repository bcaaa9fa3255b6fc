// Which certificate authorities the lab's devices trust: the lab's own CA for its internet, and Pebble's root in the place
// of Let's Encrypt's.
// Surprise: Pebble's root is new at every start, so a server, phone or pc can be told only once the internet is there.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pebbleRoot } from './internet/places.ts';
import { caCertificate, trustedRoots } from './names.ts';
import { runOutside } from './processes.ts';

const roots = (): string[] => [caCertificate, pebbleRoot].filter(existsSync);

/** For the pc and the phone: one file, named in the environment of what runs there. */
export function gatherRoots(): void {
  writeFileSync(
    trustedRoots,
    roots()
      .map((root) => readFileSync(root, 'utf8'))
      .join('\n'),
  );
}

/** For the server; the one thing that a person's server does not have. */
export async function trustRoots(tree: string): Promise<void> {
  for (const [n, root] of roots().entries()) {
    copyFileSync(root, join(tree, `usr/local/share/ca-certificates/iah-lab-${n}.crt`));
  }
  await runOutside(['chroot', tree, 'update-ca-certificates']);
}
