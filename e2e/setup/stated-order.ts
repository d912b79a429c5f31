import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

const first = /\/(?:the-chart-installs)[^/]*\.test\.ts$/;
const last = /\/last\/[^/]+\.test\.ts$/;

/**
 * Vitest's order (what failed last time or takes long comes first), except that files in a folder `last` come after all others,
 * by name: they look at what the others left behind, or take the platform away.
 */
export class InStatedOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => (first.test(moduleId) ? 0 : last.test(moduleId) ? 2 : 1);
    const byName = (one: TestSpecification, other: TestSpecification) => (one.moduleId < other.moduleId ? -1 : 1);
    return [0, 1, 2].flatMap((wanted) => {
      const ranked = sorted.filter((file) => rank(file) === wanted);
      return wanted === 2 ? ranked.sort(byName) : ranked;
    });
  }
}
