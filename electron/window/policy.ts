// What the window's page may load: its own files and nothing else. Inline SVG and `data:` pictures are let in for QR codes.
// The surprise: `style="…"` attributes in markup count as inline styles and are refused; Svelte's `style:name={value}` is not.
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
