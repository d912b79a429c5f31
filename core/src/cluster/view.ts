/** What the rest of the core may ask about the cluster. Answers from memory, at once, also while the cluster is away. */
export interface ClusterView {
  /** Whether a Tenant object of this name is known, whoever made it; that of the row `ownId` does not count. */
  hasTenant(name: string, ownId?: string): boolean;
  readonly health: ClusterHealth;
}

export interface ClusterHealth {
  readonly state: "up" | "down" | "off";
  /** One sentence for people; null when there is nothing to say. */
  readonly note: string | null;
}
