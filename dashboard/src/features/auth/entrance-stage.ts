import type { useSubmission } from "#components/form/use-submission.ts";
import type { EntranceDraft, EntranceStage } from "./draft.ts";

/** What every stage of the entrance is given. */
export interface StageOptions {
  draft: EntranceDraft;
  /** Changes what is kept, and takes the errors of the changed fields away. */
  change: (part: Partial<EntranceDraft>) => void;
  /** On to another stage, with nothing refused yet. */
  goTo: (stage: EntranceStage) => void;
  submission: ReturnType<typeof useSubmission>;
}
