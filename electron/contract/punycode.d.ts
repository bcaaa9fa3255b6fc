/** The one function of punycode.js that is used here; the package has no types of its own under this name. */
declare module 'punycode.js' {
  const punycode: {
    /** Unicode labels of a domain as xn--… . Throws RangeError on overflow. */
    toASCII(domain: string): string;
  };
  export default punycode;
}
