import { spawn } from 'node:child_process';

/** Shows an address in the person's own browser, where there is a screen to show it on. */
export function openInBrowser(address: string): void {
  const command = opener();
  if (command === undefined) return;
  const child = spawn(command.file, [...command.args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function opener(): { file: string; args: readonly string[] } | undefined {
  switch (process.platform) {
    case 'darwin':
      return { file: 'open', args: [] };
    case 'win32':
      return { file: 'rundll32', args: ['url.dll,FileProtocolHandler'] };
    default:
      return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? { file: 'xdg-open', args: [] } : undefined;
  }
}
