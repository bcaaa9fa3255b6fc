/**
 * "Which way am I on?": what a browser finds at /whoami, written to the server as it is. The surprise: nothing but its own style may take
 * effect on it, so the doorkeeper names that style by its digest, and a page with another style stays bare.
 */
import { createHash } from 'node:crypto';
import { hasDirectWay } from '../../contract/ways';
import type { FileText } from '../engine/action';
import type { Wanted } from '../engine/step';
import { render } from '../engine/template';

/** The doorkeeper's own folder; "whoami" in it is the address as well. */
export const pageRoot = '/usr/local/share/immich-at-home';
const languages = ['en', 'de'] as const;
const pathOf = (language: string): string => `${pageRoot}/whoami/${language}.html`;
export const pages: readonly string[] = languages.map(pathOf);

/** As it stands in the page, with the newlines around it: so it is digested. */
const styleText = (template: Wanted['template']): string => template('nginx/whoami/style.css').trim();
export const styleDigest = (template: Wanted['template']): string =>
  createHash('sha256')
    .update(`\n${styleText(template)}\n`)
    .digest('base64');

export function pageTexts({ settings, template }: Pick<Wanted, 'settings' | 'template'>): readonly FileText[] {
  const advice = hasDirectWay(settings) ? 'advice' : 'public-only';
  return languages.map((language) => ({
    path: pathOf(language),
    mode: '0644',
    content: render(template(`nginx/whoami/${language}.html`), {
      style: styleText(template),
      advice: template(`nginx/whoami/${advice}.${language}.html`).trim(),
    }),
  }));
}
