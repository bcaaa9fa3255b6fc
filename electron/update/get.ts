/** What the releases hand out: an answer that is one, and never over a line on which others could read or write. */
export async function get(address: string | URL, init: RequestInit): Promise<Response> {
  const answer = await fetch(address, init);
  const { host, protocol } = new URL(address);
  if (!answer.ok) throw new Error(`${host} answered ${answer.status}`);
  if (protocol === 'https:' && !answer.url.startsWith('https:')) throw new Error(`${host} leads to ${answer.url}`);
  return answer;
}

/** The whole answer, as long as it is not longer than this. */
export async function textOf(answer: Response, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
