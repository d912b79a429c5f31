interface Captured {
  readonly exitCode: number;
  readonly output: string;
}
export interface WindowsSystem {
  print(text: string): void;
  capture(program: string, words: readonly string[]): Promise<Captured>;
  npm(words: readonly string[]): Promise<Captured>;
  runHere(program: string, words: readonly string[]): Promise<number>;
  isAnswering(url: string): Promise<boolean>;
  open(url: string): void;
  wait(milliseconds: number): Promise<unknown>;
}
export function runInWsl(root: string, words: readonly string[], system?: WindowsSystem): Promise<number>;
export function dashboardUrl(words: readonly string[]): string;
