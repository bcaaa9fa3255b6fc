// Which file of a folder a path in a URL means, and whether it is in there at all.
// The surprise: a URL's `..` is folded away before it gets here, but its percent-encoded form is not; so the path is decoded once
// and the resolved file has to lie inside the folder.
import { resolve, sep } from 'node:path';

export function fileFor(folder: string, pathname: string): string | undefined {
  const path = decoded(pathname);
  if (path === undefined || path.includes('\0') || path.includes('\\')) return undefined;
  const root = resolve(folder);
  const file = resolve(root, `.${path}`);
  return file.startsWith(root + sep) ? file : undefined;
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
