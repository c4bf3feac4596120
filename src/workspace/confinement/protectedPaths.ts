/** `closed`: no agent may change it, whoever approves. `guarded`: every change asks a person, whatever is auto-approved. */
export type Protection = 'open' | 'guarded' | 'closed';

const closedNames = new Set(['.git', 'git~1']);

/** Folders whose content configures editors, agents, hooks or builds, so that writing there can run code later. */
const guardedFolders = new Set([
  '.vscode',
  '.devcontainer',
  '.github',
  '.githooks',
  '.husky',
  '.hg',
  '.jj',
  '.muster',
  '.claude',
  '.cursor',
  '.codex',
  '.gemini',
  '.windsurf',
  '.clinerules',
  '.roo',
  '.kiro',
  '.continue',
  '.agents',
  '.idea',
  '.vs',
  '.zed',
  '.fleet',
  '.circleci',
  '.gitlab',
  '.gitea',
  '.forgejo',
  '.buildkite',
  '.woodpecker',
  '.mvn',
  '.yarn',
  '.cargo',
  '.ssh',
  '.aws',
]);

const guardedFiles = new Set([
  // With folders objects and refs beside it, git takes any folder for a repository and runs what its config names.
  'head',
  'workspace.md',
  'agents.md',
  'agents.override.md',
  'claude.md',
  'claude.local.md',
  'gemini.md',
  '.cursorrules',
  '.windsurfrules',
  '.mcp.json',
  '.devcontainer.json',
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  '.pnpmfile.cjs',
  '.yarnrc',
  '.yarnrc.yml',
  'bun.lockb',
  'go.sum',
  'makefile',
  'gnumakefile',
  'justfile',
  '.gitattributes',
  '.gitmodules',
  '.gitconfig',
  '.gdbinit',
  '.lldbinit',
  '.gitlab-ci.yml',
  '.travis.yml',
  '.drone.yml',
  '.appveyor.yml',
  'appveyor.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'cloudbuild.yaml',
  'jenkinsfile',
  '.pre-commit-config.yaml',
  'lefthook.yml',
  '.lefthook.yml',
  '.envrc',
  '.mise.toml',
  'mise.toml',
  '.bashrc',
  '.bash_profile',
  '.profile',
  '.zshrc',
  '.zshenv',
  '.exrc',
  '.vimrc',
  '.nvimrc',
  '.nvim.lua',
  '.dir-locals.el',
  'cargo.toml',
  'build.rs',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'conftest.py',
  'tox.ini',
  'noxfile.py',
  'build.gradle',
  'build.gradle.kts',
  'settings.gradle',
  'settings.gradle.kts',
  'pom.xml',
  'cmakelists.txt',
  'rakefile',
  'gemfile',
  'composer.json',
  'deno.json',
  'deno.jsonc',
  'jsconfig.json',
  'biome.json',
  'biome.jsonc',
  'dockerfile',
  'go.mod',
  'go.work',
  'gradlew',
  'gradlew.bat',
  'mvnw',
  'mvnw.cmd',
  'bunfig.toml',
  'vagrantfile',
  'taskfile.yml',
  'taskfile.yaml',
  '.aider.conf.yml',
  'opencode.json',
  'opencode.jsonc',
]);
const guardedEndings = ['.code-workspace', '.sublime-project', '.lock'];
const guardedPatterns = [
  /\.config\.[cm]?[jt]s$/,
  /^\.(eslint|prettier|babel)rc/,
  /^(gulp|grunt)file(\.babel)?\.[cm]?[jt]s$/,
  /^tsconfig.*\.json$/,
  /^requirements.*\.txt$/,
  /^(docker-)?compose(\..+)?\.ya?ml$/,
];

const secretFolders = new Set(['.ssh', '.aws', '.gnupg', '.kube']);
const secretFiles = new Set([
  '.envrc',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.git-credentials',
  '.htpasswd',
  'credentials.json',
  'secrets.yml',
  'secrets.yaml',
  'secrets.json',
]);
/** Names that tell nothing on their own, with the folders that make them secret. */
const secretTails = ['.docker/config.json', '.config/gh/hosts.yml'];
const secretBeginnings = ['.env.', 'id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519'];
const secretEndings = [
  '.env',
  '.pem',
  '.key',
  '.p12',
  '.pfx',
  '.jks',
  '.keystore',
  '.kdbx',
  '.tfvars',
  '.tfvars.json',
];
const secretSpans = [{ beginning: 'service-account', ending: '.json' }];

/** How a relative path is protected, at any depth, in any letter case and any spelling that some disk takes as equal. */
export function protectionOf(relative: string): Protection {
  const names = relative.split('/').map(foldName);
  if (names.some((name) => closedNames.has(name))) return 'closed';
  if (names.some((name) => guardedFolders.has(name))) return 'guarded';
  const last = names.at(-1) ?? '';
  const isGuarded =
    guardedFiles.has(last) ||
    guardedEndings.some((ending) => last.endsWith(ending)) ||
    guardedPatterns.some((pattern) => pattern.test(last));
  return isGuarded || mayHoldSecrets(relative) ? 'guarded' : 'open';
}

/** True for files that commonly hold keys or passwords: no agent reads them, search leaves them out. */
export function mayHoldSecrets(relative: string): boolean {
  const names = relative.split('/').map(foldName);
  if (names.some((name) => secretFolders.has(name))) return true;
  const last = names.at(-1) ?? '';
  return (
    secretFiles.has(last) ||
    secretBeginnings.some((beginning) => last.startsWith(beginning)) ||
    secretEndings.some((ending) => last.endsWith(ending)) ||
    secretSpans.some(({ beginning, ending }) => last.startsWith(beginning) && last.endsWith(ending)) ||
    secretTails.some((tail) => `/${names.join('/')}`.endsWith(`/${tail}`))
  );
}

/** The progress board, below the root of a folder. The host alone writes it, so that no agent speaks for another. */
export const boardPath = 'output/PROGRESS.md';

/**
 * Whether a path relative to its folder is the board's, in any spelling that some disk takes as equal, or lies below
 * it: a folder of that name would leave no place for the board.
 */
export function isBoard(relative: string): boolean {
  const [folder = '', name = ''] = relative.split('/');
  return `${foldName(folder)}/${foldName(name)}` === boardPath.toLowerCase();
}

/** Ripgrep globs that keep the usual spellings of secret files from being opened at all. */
export const secretGlobs: readonly string[] = [
  ...[...secretFolders].map((name) => `**/${name}/**`),
  ...[...secretFiles].map((name) => `**/${name}`),
  ...secretBeginnings.map((beginning) => `**/${beginning}*`),
  ...secretEndings.map((ending) => `**/*${ending}`),
  ...secretSpans.map(({ beginning, ending }) => `**/${beginning}*${ending}`),
  ...secretTails.map((tail) => `**/${tail}`),
];

/** One name as the most forgiving disk sees it: case, compatibility forms, invisible characters, tails that Windows drops. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
}
