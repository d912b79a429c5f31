import { join } from "node:path";

/** What a run on the real cluster leaves for people to look at. */
export const resultsFolder = join(import.meta.dirname, "../../../test-results/real-cluster");
