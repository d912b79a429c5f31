interface RunningNode {
  readonly versions: { readonly node: string };
  readonly platform: string;
  readonly arch: string;
  readonly execPath: string;
}
export function describeUnsupported(running: RunningNode): string | undefined;
export function findNode(root: string, running: RunningNode): string;
