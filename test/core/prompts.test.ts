import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ToolSpec } from '../../src/core/agent/provider.ts';
import type { Report } from '../../src/core/agent/report.ts';
import { builtInProfiles } from '../../src/core/prompts/builtInProfiles.ts';
import { instructionsFor } from '../../src/core/prompts/instructions.ts';
import * as notices from '../../src/core/prompts/notices.ts';
import * as refusals from '../../src/core/prompts/refusals.ts';
import { openWorkspace } from '../../src/workspace/confinement/resolver.ts';
import { describeLayout } from '../../src/workspace/layout/describeLayout.ts';
import { defaultLayout } from '../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../src/workspace/tools/fileTools.ts';
import { fileParts, Sandbox } from '../workspace/sandbox.ts';
import { Harness } from './harness.ts';
import { say } from './scriptedProvider.ts';

const report: Report = {
  agentId: 'id-2',
  label: 'child',
  outcome: 'partial',
  summary: 'Half of it is done.',
  reason: 'The limit of 3 turns was reached.',
  deliverables: [{ path: 'output/a.md', bytes: 12, hash: 'abc' }],
  missing: ['output/b.md'],
  usage: { input: 1, output: 2, cachedInput: 0 },
  turns: 3,
};

const workspace = describeLayout(defaultLayout, [{ name: 'project' }]);
const profiles = builtInProfiles.map(({ name, description }) => ({ name, description }));
const situation = { leads: true, workspace, profiles, profile: undefined };

/** What a notice or refusal says to these arguments; constants say themselves. */
const said = {
  emptyAnswer: notices.emptyAnswer,
  neverBegun: notices.neverBegun,
  batchGivenUp: notices.batchGivenUp,
  lastCall: notices.lastCall('The limit of 3 turns was reached.'),
  repeatedCall: notices.repeatedCall(5),
  cutCall: notices.cutCall,
  unexpectedFailure: notices.unexpectedFailure,
  notYours: notices.notYours(['id-8', 'id-9']),
  reportForModel: JSON.stringify(notices.reportForModel({ ...report, retryOf: 'id-1' }), null, 1),
  inboundReports: notices.inboundReports(
    [report],
    [
      { agentId: 'id-3', label: 'parser' },
      { agentId: 'id-4', label: 'tests' },
    ],
  ),
  batchSummary: notices.batchSummary([report, { ...report, outcome: 'failed' }], 3),
  rejectedByPerson: refusals.rejectedByPerson('Too long.'),
  deniedByPolicy: refusals.deniedByPolicy('The layout says so.'),
  nobodyAnswered: refusals.nobodyAnswered('no terminal to ask in'),
  stillStale: refusals.stillStale,
  depthDenial: refusals.depthDenial,
  pausedDenial: refusals.pausedDenial(42),
  budgetDenial: refusals.budgetDenial,
  batchDenial: refusals.batchDenial(40, 4),
  overBudgetDenial: refusals.overBudgetDenial({ tokens: 1000, costUsd: 0.5 }),
  spawnRejected: refusals.spawnRejected('Ask me first.'),
  spawnUnanswered: [undefined, 0.5]
    .map((leftUsd) => refusals.spawnUnanswered('no terminal to ask in', 20, leftUsd))
    .join('\n\n'),
  unknownProfile: refusals.unknownProfile('../profile', ['explorer', 'writer']),
  brokenProfile: refusals.brokenProfile('mine', '.muster/agents/mine.md:3: field "model": not a model.'),
  untrustedProfile: refusals.untrustedProfile('mine', { kind: 'rejected', feedback: 'Not this one.' }),
  unpriced: refusals.unpriced('compatible/some'),
  beingStopped: refusals.beingStopped,
};

async function toolSpecs(): Promise<readonly ToolSpec[]> {
  const run = new Harness({ limits: { depth: 2 }, tools: [], scripts: { lead: [say('Done.')] } });
  const lead = new Harness({ limits: { depth: 2 }, scripts: { lead: [say('Done.')] } });
  await Promise.all([run.ended(), lead.ended()]);
  const bench = new Set(lead.bench.tools({ agentId: '', label: '' }, () => {}).map(({ spec }) => spec.name));
  const sandbox = new Sandbox();
  const folders = [{ name: 'project', path: sandbox.root }];
  const tools = createFileTools({
    workspace: await openWorkspace({ folders }),
    layout: defaultLayout,
    rgPath: '',
    ...fileParts(sandbox.base),
  });
  const files = tools({ agentId: '', label: '' }, () => {}).map(({ spec }) => spec);
  sandbox.remove();
  return [...files, ...lead.provider.lastRequest('lead').tools.filter(({ name }) => !bench.has(name))];
}

function page(specs: readonly ToolSpec[]): string {
  const systems = {
    'The first agent': instructionsFor({ ...situation, depth: 0 }),
    'A child that may lead': instructionsFor({ ...situation, depth: 1 }),
    'A child at the depth limit, with a profile': instructionsFor({
      ...situation,
      depth: 2,
      leads: false,
      profile: { name: 'careful', instructions: 'Check everything twice.' },
    }),
  };
  const section = (title: string, texts: readonly (readonly [string, string])[]) =>
    [`# ${title}`, ...texts.map(([name, text]) => `## ${name}\n\n${text}`)].join('\n\n');
  return `${[
    section('Instructions', Object.entries(systems)),
    section(
      'Profiles',
      builtInProfiles.map(({ name, instructions }) => [name, instructions] as const),
    ),
    section(
      'Tools',
      specs.map(
        ({ name, description, inputSchema }) =>
          [name, `${description}\n\n\`\`\`json\n${JSON.stringify(inputSchema, null, 1)}\n\`\`\``] as const,
      ),
    ),
    section('Notices and refusals', Object.entries(said)),
  ].join('\n\n')}\n`;
}

suite('the words that models read', () => {
  test('are exactly those that were agreed on', async () => {
    const golden = new URL('./prompts.golden.md', import.meta.url);
    const text = page(await toolSpecs());
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });

  test('there is no notice or refusal that is not compared', () => {
    assert.deepEqual(
      Object.keys(said).toSorted(),
      [...Object.keys(notices), ...Object.keys(refusals)].toSorted(),
    );
  });
});
