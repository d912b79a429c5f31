/** Reads that many ask for at the same moment, made once. Nothing is kept: who asks after the answer reads again. */
export interface SharedReads {
  read<T>(name: string, load: () => Promise<T>): Promise<T>;
  /** Whoever asks from now on reads again, also while a read is under way. */
  forget(): void;
}

export function createSharedReads(): SharedReads {
  const running = new Map<string, Promise<unknown>>();
  return {
    read: <T>(name: string, load: () => Promise<T>): Promise<T> => {
      const meeting = running.get(name);
      if (meeting) return meeting as Promise<T>;
      const loading = load().finally(() => {
        if (running.get(name) === loading) running.delete(name);
      });
      running.set(name, loading);
      return loading;
    },
    forget: () => running.clear(),
  };
}
