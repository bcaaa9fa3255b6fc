/**
 * Bytes to text, by what the answer or its first line says it is written in. The surprise: most routers say UTF-8 and some mean
 * Latin-1; what is not what it says is refused rather than guessed.
 */
const latin = new Set(['iso-8859-1', 'latin1', 'windows-1252', 'us-ascii', 'ascii']);

export function decode(body: Buffer, contentType: string): string | null {
  const charset = said(contentType, /charset="?([\w.:-]+)/i) ?? said(firstLine(body), /encoding=["']([\w.:-]+)/i);
  if (charset !== null && latin.has(charset)) return body.toString('latin1').trim();
  return charset === null || charset === 'utf-8' || charset === 'utf8' ? utf8(body) : null;
}

const firstLine = (body: Buffer): string => /^\s*<\?xml[^>]*>/.exec(body.toString('latin1', 0, 200))?.[0] ?? '';
const said = (text: string, pattern: RegExp): string | null => pattern.exec(text)?.[1]?.toLowerCase() ?? null;

function utf8(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body).trim();
  } catch {
    return null;
  }
}
