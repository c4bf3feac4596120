import type { Layouts } from './vscode/layout/layouts.ts';
import { isBoard, mayHoldSecrets, protectionOf } from './workspace/confinement/protectedPaths.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';
import { accessOf } from './workspace/layout/layout.ts';
import { layoutCoverage } from './workspace/layout/layoutCoverage.ts';
import { coversPattern } from './workspace/layout/layoutPattern.ts';
import { readLayout } from './workspace/layout/readLayout.ts';

/** Where the editor's layouts are read. */
export interface LayoutPlaces {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly stateDirectory: string;
  readonly rgPath: string;
}

/**
 * WORKSPACE.md files for the editor, by the very rules that runs go by. `places` may throw where there are none. What
 * reads Markdown is loaded with the first file.
 */
export function openLayouts(places: () => LayoutPlaces): Layouts {
  return {
    parse: async (text) => (await import('./workspace/layout/parseLayout.ts')).parseLayout(text),
    covers: coversPattern,
    starter: async (entries) => (await import('./workspace/layout/starterLayout.ts')).starterLayout(entries),
    async coverage(folder, rows, signal) {
      return layoutCoverage({ folder, rgPath: places().rgPath }, rows, signal);
    },
    async read(signal) {
      const { folders, stateDirectory, rgPath } = places();
      const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
      const { layout } = await readLayout({ workspace, rgPath }, signal);
      return {
        folders: workspace.folders,
        rulesFor: (folder, relative) => ({
          access: accessOf(layout, folder, relative),
          protection: protectionOf(relative),
          mayHoldSecrets: mayHoldSecrets(relative),
          isBoard: isBoard(relative),
        }),
      };
    },
  };
}
