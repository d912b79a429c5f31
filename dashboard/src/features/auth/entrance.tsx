"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Tariff } from "#api/models.ts";
import { CodeStage } from "./code-stage.tsx";
import type { EntranceStage } from "./draft.ts";
import { PasswordStage } from "./password-stage.tsx";
import { PhoneStage } from "./phone-stage.tsx";
import { ProfileStage } from "./profile-stage.tsx";
import { SiteStage } from "./site-stage.tsx";
import { StepHeading } from "./step-heading.tsx";
import { useEntrance } from "./use-entrance.ts";

interface EntranceOptions {
  /** The phone that this browser has proved and may register, if there is one. */
  provedPhone: string | undefined;
  /** What was chosen on the way here. */
  tariff: Tariff | undefined;
  /** Where whoever has an account goes on. */
  returnPath: string;
}

/** The one entrance: phone, code, and only then the fork: whoever is known is in, whoever is not says who they are and what they open. */
export function Entrance({ provedPhone, tariff, returnPath }: EntranceOptions) {
  const t = useTranslations("auth.enter");
  const { stage, proved, sender, enterAs, onProved, register, dropProof, ...shared } = useEntrance(provedPhone, tariff);
  const heading = useHeadingFocus(stage);
  const { delivery, phone } = shared.draft;
  const onSignedIn = () => enterAs(returnPath);
  return (
    <div className="grid gap-6">
      <StepHeading ref={heading} stage={stage} lead={t(`${stage}.lead`, { phone: proved ?? phone })} />
      {stage === "phone" && <PhoneStage {...shared} sender={sender} />}
      {stage === "password" && <PasswordStage {...shared} onSignedIn={onSignedIn} />}
      {stage === "code" && delivery && (
        <CodeStage {...shared} sender={sender} delivery={delivery} onSignedIn={onSignedIn} onProved={onProved} />
      )}
      {stage === "profile" && <ProfileStage {...shared} onOtherNumber={() => void dropProof()} />}
      {stage === "site" && <SiteStage {...shared} tariff={tariff} onDone={register} />}
    </div>
  );
}

/** A new stage begins at its heading; the code's own field takes the focus itself. */
function useHeadingFocus(stage: EntranceStage) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(stage);
  useEffect(() => {
    if (shown.current !== stage && stage !== "code") heading.current?.focus();
    shown.current = stage;
  }, [stage]);
  return heading;
}
