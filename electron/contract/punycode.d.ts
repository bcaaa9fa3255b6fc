/** The one function of punycode.js that is used here; the package has no types of its own under this name. */
declare module 'punycode.js' {
  /** Unicode labels of a domain as xn--… . Throws RangeError on overflow. */
  export function toASCII(domain: string): string;
}
