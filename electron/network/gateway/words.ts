/** What a router says of itself, made fit for one line of a window: no control characters, no MAC address, not longer than a name is. */
const longest = 80;
const hardwareAddress = /(?:uuid:)?(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|\b[0-9a-f]{12}\b/gi;

export const oneLine = (text: string): string =>
  text
    .replace(hardwareAddress, ' ')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .trim();
