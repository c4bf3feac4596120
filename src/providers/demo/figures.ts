import { escapeText } from './markdown.ts';

/** One figure of a report, as it stands in its list of key figures. */
export interface Figure {
  readonly name: string;
  readonly value: string;
}

export const notAnAi =
  'Produced by the scripted demo model, not by an AI: it follows a fixed script, and every figure is computed from the results of real tool calls.';

const figuresHeading = '## Key figures';

/** Title, origin and key figures: how every report of the demo begins. */
export function reportStart(title: string, figures: readonly Figure[]): string {
  const lines = figures.map(({ name, value }) => `- ${name}: ${escapeText(value)}`);
  return [`# ${title}`, `> ${notAnAi}`, figuresHeading, lines.join('\n')].join('\n\n');
}

/** The key figures of a report that `reportStart` began. */
export function figuresIn(report: string): Figure[] {
  const [, section = ''] = report.split(`\n${figuresHeading}\n`);
  const [list = ''] = section.split(/^#/m);
  return [...list.matchAll(/^- ([^:]+): (.*)$/gm)].map(([, name = '', value = '']) => ({
    name,
    value: value.replace(/\\(.)/g, '$1'),
  }));
}
