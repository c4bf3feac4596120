interface Running {
  readonly pattern: RegExp;
  readonly sentence: string;
}

/** Paths of folded names with a slash in front of each; the first that matches tells. */
const running: readonly Running[] = [
  {
    pattern: /\/\.vscode\/tasks\.json$/,
    sentence: 'Tasks run commands, some as soon as the folder is opened.',
  },
  {
    pattern: /\/\.vscode\/launch\.json$/,
    sentence: 'Launch configurations run programs when somebody debugs.',
  },
  {
    pattern: /\/(\.vscode\/mcp|\.mcp|mcp)\.json$/,
    sentence: 'Names servers that editors and agents start as programs or send data to.',
  },
  { pattern: /\/\.vscode\/extensions\.json$/, sentence: 'Recommends extensions, which run with all rights.' },
  {
    pattern: /\.(code-workspace|sublime-project)$|\/\.(vscode|idea|vs|zed|fleet)\//,
    sentence: 'Editor settings can name programs that the editor runs by itself.',
  },
  {
    pattern: /\/\.devcontainer(\/|\.json$)/,
    sentence: 'Its commands run when the container is built or opened.',
  },
  {
    pattern: /\/(\.husky|\.githooks)\/|\/\.?lefthook\.ya?ml$|\/\.pre-commit-config\.yaml$/,
    sentence: 'Git runs this on its own, at a commit for example.',
  },
  {
    pattern: /\/\.github\/workflows\/|\/\.(circleci|gitlab|gitea|forgejo|buildkite|woodpecker)\//,
    sentence: 'The build server runs this, with the secrets of the repository.',
  },
  {
    pattern:
      /\/(\.gitlab-ci|\.travis|\.drone|\.?appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild)\.ya?ml$|\/jenkinsfile$/,
    sentence: 'The build server runs this, with the secrets of the repository.',
  },
  { pattern: /\/\.github\//, sentence: 'Steers what the repository host does by itself.' },
  {
    pattern: /\/\.git(attributes|modules|config)$/,
    sentence: 'Tells git which filters to run and where to fetch code from.',
  },
  {
    pattern: /\/(\.npmrc|\.yarnrc(\.yml)?|pnpm-workspace\.yaml|\.pnpmfile\.c?js)$|\/\.yarn\//,
    sentence: 'Decides where packages come from and what runs when they are installed.',
  },
  {
    pattern: /\/(package-lock|npm-shrinkwrap)\.json$|\/pnpm-lock\.yaml$|\/bun\.lockb$|\/go\.sum$|\.lock$/,
    sentence: 'Decides which packages are installed, and from where.',
  },
  {
    pattern: /\/(gnu)?makefile$|\/(justfile|rakefile|taskfile\.ya?ml|cmakelists\.txt)$/,
    sentence: 'Its commands run when somebody builds.',
  },
  {
    pattern: /\/(\.envrc|\.?mise\.toml|\.bashrc|\.bash_profile|\.profile|\.zshrc|\.zshenv)$/,
    sentence: 'A shell runs this on its own.',
  },
  {
    pattern: /\/(\.exrc|\.vimrc|\.nvimrc|\.nvim\.lua|\.dir-locals\.el)$/,
    sentence: 'An editor runs this when it opens the folder.',
  },
  {
    pattern:
      /\/\.(claude|codex|gemini|cursor|kiro|continue|roo|windsurf|agents)\/.*\.(json|toml|ya?ml)$|\/opencode\.jsonc?$|\/\.aider\.conf\.yml$/,
    sentence: 'Settings of agents: they can allow commands, or run some as hooks.',
  },
  {
    pattern: /\/(dockerfile|(docker-)?compose(\.[^/]+)?\.ya?ml)$/,
    sentence: 'Its commands run when the container is built or started.',
  },
  {
    pattern:
      /\.config\.[cm]?[jt]s$|\/(conftest|setup|noxfile)\.py$|\/build\.rs$|\.gradle(\.kts)?$|\/\.(eslint|prettier)rc\.[cm]?js$/,
    sentence: 'Runs as code when a build or a tool reads it.',
  },
];

/** What a file of these names makes run without anybody starting it by name, in one sentence. */
export function whatItRuns(names: readonly string[]): string | undefined {
  const path = `/${names.join('/')}`;
  return running.find(({ pattern }) => pattern.test(path))?.sentence;
}
